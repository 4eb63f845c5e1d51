package io.quorate.tests.mixed;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three servers and an observer of random products, to which one random thing after the other happens while clients write: a kill,
 * a pause, an orderly stop, a replacement by the other product, a lost disk, the end of everybody at once.
 * {@code -Dchanging.steps=N} and {@code -Dchanging.seed} make longer and other runs.
 */
class ChangingEnsembleTest {
    private static final int STEPS = Integer.getInteger("changing.steps", 3);
    private static final long SEED = Long.getLong("changing.seed", System.nanoTime());

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void nothingAcknowledgedIsLostWhateverHappens() throws Exception {
        System.out.println("changing.seed=" + SEED);
        Random random = new Random(SEED);
        StringBuilder products = new StringBuilder();
        for (char letter : "QQQQ".toCharArray()) {
            products.append(random.nextBoolean() ? letter : 'A');
        }
        products.setCharAt(3, Character.toLowerCase(products.charAt(3)));
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products.toString(), settings(random));
        ensemble.start();
        try (Load load = new Load(4, ensemble.connectString())) {
            load.start();
            for (int step = 0; step < STEPS; step++) {
                load.awaitProgress(20 + random.nextInt(200));
                happen(ensemble, random, load, step);
                if (step % 5 == 4) {
                    load.stop();
                    load.verify();
                    Trees.assertSame(ensemble);
                    load.start();
                }
            }
            load.awaitProgress(50);
            load.stop();
            load.verify();
            Trees.assertSame(ensemble);
        }
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static void happen(EnsembleProcess ensemble, Random random, Load load, int step) {
        List<Member> members = ensemble.members();
        Member victim = members.get(random.nextInt(members.size()));
        int choice = random.nextInt(7);
        System.out.println("step " + step + ": " + choice + " to " + victim + ", " + ensemble.describe());
        switch (choice) {
            case 0 -> victim.kill();
            case 1 -> victim.stop();
            case 2 -> {
                victim.process().pause();
                load.awaitProgress(20);
                victim.process().resume();
            }
            case 3 -> {
                victim.stop();
                load.awaitProgress(20);
                victim.product(victim.product() == Product.APACHE ? Product.QUORATE : Product.APACHE);
            }
            case 4 -> {
                // A disk lost on one server only, while the others have everything.
                victim.kill();
                load.awaitProgress(20);
                victim.process().wipe();
            }
            case 5 -> ensemble.killAll();
            default -> {
                victim = ensemble.leader().kill();
                load.awaitProgress(20);
            }
        }
        ensemble.start();
    }

    /** Small numbers, so that logs, snapshots and the leader's memory of them end often. */
    private static ServerSettings settings(Random random) {
        return EnsembleProcess.defaults()
                .with("syncLimit", 8 + random.nextInt(12))
                .withProperty("snapCount", 10 + random.nextInt(300))
                .withProperty("preAllocSize", 64 << random.nextInt(4));
    }
}

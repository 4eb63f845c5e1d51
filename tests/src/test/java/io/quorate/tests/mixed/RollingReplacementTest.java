package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.Sandbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The steps of docs/migration.md: an Apache ensemble becomes one of Quorate, server by server on the same directories, the leader
 * last, and then goes back, while clients write and keep their sessions. {@code -Dmigration.rounds} repeats the way there and back.
 */
class RollingReplacementTest {
    private static final int ROUNDS = Integer.getInteger("migration.rounds", 1);
    private static final int SESSIONS = 4;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void thereAndBackUnderLoad() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "AAA", EnsembleProcess.defaults()).start();
        try (Load load = new Load(SESSIONS, ensemble.connectString())) {
            for (int round = 0; round < ROUNDS; round++) {
                replaceAll(ensemble, Product.QUORATE, load);
                replaceAll(ensemble, Product.APACHE, load);
            }
        }
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static void replaceAll(EnsembleProcess ensemble, Product product, Load load) throws Exception {
        load.start();
        while (true) {
            List<Member> old = new ArrayList<>(ensemble.learners());
            old.add(ensemble.leader());
            old.removeIf(member -> member.product() == product);
            if (old.isEmpty()) {
                break;
            }
            load.awaitProgress(100);
            old.get(0).stop().product(product).launch();
            ensemble.awaitServing();
        }
        load.awaitProgress(100);
        load.stop();
        load.verify();
        assertThat(ensemble.members()).extracting(Member::product).containsOnly(product);
        Trees.assertSame(ensemble);
    }
}

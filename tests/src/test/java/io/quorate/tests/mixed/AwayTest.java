package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A follower that is away for many transactions comes back to the same tree, and writes go on being acknowledged all the time.
 * {@code -Daway.transactions=1000000} keeps it away for longer, {@code -Daway.products=QQA} takes other servers, of which the first
 * is the one that is away.
 */
class AwayTest {
    private static final long TRANSACTIONS = Long.getLong("away.transactions", 10_000);
    private static final String PRODUCTS = System.getProperty("away.products", "QQQ");

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aFollowerThatMissedManyTransactionsComesBack() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, PRODUCTS, EnsembleProcess.defaults());
        ensemble.start(2, 3).start();
        Member leader = ensemble.leader();
        Member away = ensemble.member(1);
        assertThat(leader).isNotSameAs(away);
        try (PacedWriter writer = new PacedWriter(leader.port())) {
            writer.awaitProgress(500);
            away.kill();
            writer.takeLongestMillis();
            long start = System.nanoTime();
            writer.awaitProgress(TRANSACTIONS);
            long awayMillis = millisSince(start);
            long longestAway = writer.takeLongestMillis();
            long before = writer.acknowledged();
            start = System.nanoTime();
            away.launch().awaitServing();
            long backMillis = millisSince(start);
            writer.awaitProgress(500);
            long longestBack = writer.takeLongestMillis();
            long meanwhile = writer.acknowledged() - before;
            writer.finish();
            System.out.printf(
                    "%,d transactions in %,d ms without it (longest gap %,d ms); started again, it served after %,d ms,"
                            + " during which %,d more were acknowledged (longest gap %,d ms): %s%n",
                    TRANSACTIONS, awayMillis, longestAway, backMillis, meanwhile, longestBack, sync(leader));
            assertThat(writer.acknowledged()).isGreaterThanOrEqualTo(TRANSACTIONS + 1_000);
        }
        assertThat(ensemble.leader()).as("the leader").isSameAs(leader);
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** What the leader said last of how it brings a learner up to date. */
    private static String sync(Member leader) throws Exception {
        List<String> lines = leader.process()
                .logText()
                .lines()
                .filter(line -> line.contains("Bringing "))
                .toList();
        return lines.isEmpty() ? "no word of how" : lines.get(lines.size() - 1).replaceAll("^.*Bringing", "Bringing");
    }
}

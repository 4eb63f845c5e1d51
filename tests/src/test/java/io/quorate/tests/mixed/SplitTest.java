package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Quorate and Apache servers in one ensemble, in every mixture, each product as leader and as learner. The first letter is the
 * server with the id 1, a small one an observer. The server with the id 3 starts beside the smaller ones and so leads: equal
 * histories, the higher id. {@code -Densemble.all=true} tries every mixture.
 */
class SplitTest {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final boolean ALL = Boolean.getBoolean("ensemble.all");

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    static List<String> mixtures() {
        return ALL
                ? List.of(
                        "QQA", "AQQ", "QAA", "AAQ", "QAQ", "AQA", "QAAq", "AQQa", "QQQa", "AAAq", "QAAAA", "AAQAA",
                        "QQAAA", "QAQAA", "QQAAQ", "QQQAA", "QQAQQ", "QQQQA")
                : List.of("QAAq", "AQQa");
    }

    static List<String> learnersOfBothKinds() {
        return ALL ? List.of("AQQ", "QAA") : List.of("QAA");
    }

    static List<String> lateLearnersOfBothKinds() {
        return ALL ? List.of("AQQ", "QAA") : List.of("AQQ");
    }

    static List<String> learnersOfOurLog() {
        return ALL ? List.of("AQQ", "QQQ") : List.of("AQQ");
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void everyMixtureServesAndLivesThroughTheLossOfAnyServer(String products) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults());
        (products.length() < 5 ? ensemble.start(1, 3) : ensemble.start(1, 2, 3)).start();
        assertThat(ensemble.leader().id()).as("leader of " + products).isEqualTo(3);
        try (Load load = new Load(3, ensemble.connectString())) {
            load.start();
            for (Member member : ensemble.members()) {
                load.awaitProgress(30);
                member.kill();
                load.awaitProgress(30);
                member.launch();
                ensemble.awaitServing();
            }
            load.stop();
            load.verify();
            Trees.assertSame(ensemble);
        }
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    /** A learner that was away gets what it missed transaction by transaction. */
    @ParameterizedTest
    @MethodSource("learnersOfBothKinds")
    void diff(String products) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults());
        ensemble.start(2, 3).start();
        write(ensemble.leader(), "/before", 20);
        ensemble.awaitEqualZxids();
        Member away = ensemble.member(1).kill();
        write(ensemble.leader(), "/missed", 100);
        int logged = logLength(away);
        away.launch();
        ensemble.awaitServing();
        assertSynced("DIFF", ensemble.leader(), away, logged);
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    /** A learner that was away for longer than the leader remembers gets the whole tree. */
    @ParameterizedTest
    @MethodSource("lateLearnersOfBothKinds")
    void snap(String products) throws Exception {
        ServerSettings forgetful =
                EnsembleProcess.defaults().withProperty("snapCount", 40).withProperty("snapshotSizeFactor", -1);
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, forgetful);
        ensemble.start(2, 3).start();
        write(ensemble.leader(), "/before", 20);
        ensemble.awaitEqualZxids();
        Member away = ensemble.member(1).kill();
        write(ensemble.leader(), "/missed", 700);
        int logged = logLength(away);
        away.launch();
        ensemble.awaitServing();
        assertSynced("SNAP", ensemble.leader(), away, logged);
        Trees.assertSame(ensemble);
        // What came as a snapshot must be as good as what was written: it may lead.
        ensemble.member(2).kill();
        ensemble.awaitServing();
        write(ensemble.leader(), "/later", 30);
        ensemble.member(2).launch();
        ensemble.awaitServing();
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    /** What a learner missed is no longer remembered, but in the log, which is short beside the snapshot. */
    @ParameterizedTest
    @MethodSource("learnersOfOurLog")
    void diffFromTheLog(String products) throws Exception {
        ServerSettings settings = EnsembleProcess.defaults().withProperty("snapCount", 200);
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, settings);
        ensemble.start(2, 3).start();
        assertThat(ensemble.leader().product()).isEqualTo(Product.QUORATE);
        makeSnapshotsLarge(ensemble.leader());
        write(ensemble.leader(), "/before", 20);
        ensemble.awaitEqualZxids();
        Member away = ensemble.member(1).kill();
        write(ensemble.leader(), "/missed", 700);
        int logged = logLength(away);
        away.launch();
        ensemble.awaitServing();
        assertSynced("DIFF", ensemble.leader(), away, logged);
        assertThat(ensemble.leader().process().logText()).containsPattern("Bringing follower 1 .*, the log through 0x");
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static void makeSnapshotsLarge(Member member) throws IOException {
        try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
            for (int number = 0; number < 3; number++) {
                expectOk(client.call(
                        OpCode.CREATE, new CreateRequest("/large" + number, new byte[900_000], Acl.OPEN, 0)));
            }
            client.closeSession();
        }
    }

    /** A leader that logged what nobody else did, and died, has to give it up when it comes back. The server 2 tells it so. */
    @ParameterizedTest
    @ValueSource(strings = {"QQA", "AAQ"})
    void trunc(String products) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults());
        ensemble.start(1, 3).start();
        Member leader = ensemble.leader();
        assertThat(leader.id()).isEqualTo(3);
        write(leader, "/before", 20);
        ensemble.awaitEqualZxids();
        try (RawClient client = RawClient.connect(leader.port(), TIMEOUT_MILLIS)) {
            for (Member follower : ensemble.learners()) {
                follower.process().pause();
            }
            client.send(OpCode.CREATE, new CreateRequest("/lost", new byte[10], Acl.OPEN, 0));
            Await.until("/lost in the log of " + leader, LIMIT, () -> hasLost(leader));
        }
        // All at once: what the others had not read from their connections is gone.
        ensemble.killAll();
        assertThat(ensemble.members().stream().map(this::hasLost))
                .as("/lost on disk")
                .containsExactly(false, false, true);
        ensemble.start(1, 2);
        if (ensemble.leader().product() == Product.QUORATE) {
            // Apache sends a snapshot rather than cut back what lies before transactions of a newer epoch.
            write(ensemble.leader(), "/after", 20);
        }
        int logged = logLength(leader);
        leader.launch();
        ensemble.awaitServing();
        assertSynced("TRUNC", ensemble.leader(), leader, logged);
        Trees.assertSame(ensemble);
        for (Member member : ensemble.members()) {
            try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
                assertThat(client.call(OpCode.EXISTS, new WatchedPathRequest("/lost", false))
                                .err())
                        .as("/lost at " + member)
                        .isEqualTo(ErrorCode.NO_NODE.code());
                client.closeSession();
            }
        }
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private boolean hasLost(Member member) {
        try {
            return Trees.recover(sandbox, member).find("/lost") != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int logLength(Member member) throws IOException {
        return member.process().logText().length();
    }

    /**
     * Demands that the way in which the learner was last brought up to date is the one that the test is about.
     *
     * @param logged how long the learner's log was before
     */
    private static void assertSynced(String how, Member leader, Member learner, int logged) throws IOException {
        if (leader.product() == Product.QUORATE) {
            List<String> lines = leader.process()
                    .logText()
                    .lines()
                    .filter(line -> line.contains("Bringing "))
                    .toList();
            assertThat(lines.get(lines.size() - 1)).matches(".*: " + how + " .* and \\d+ transactions");
        }
        if (learner.product() == Product.QUORATE) {
            String log = learner.process().logText().substring(logged);
            assertThat(log.contains("Took over a snapshot of the leader")).isEqualTo(how.equals("SNAP"));
            assertThat(log.contains("Dropping what the leader does not have")).isEqualTo(how.equals("TRUNC"));
        }
    }

    private static void write(Member member, String root, int count) throws IOException {
        try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
            expectOk(client.call(OpCode.CREATE, new CreateRequest(root, new byte[10], Acl.OPEN, 0)));
            List<Integer> xids = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                CreateRequest create = new CreateRequest(root + "/" + number, new byte[number], Acl.OPEN, 0);
                xids.add(client.send(OpCode.CREATE, create));
            }
            for (int xid : xids) {
                expectOk(client.awaitReply(xid));
            }
            client.closeSession();
        }
    }

    private static void expectOk(Incoming.Reply reply) {
        assertThat(reply.err()).as("answer").isZero();
    }
}

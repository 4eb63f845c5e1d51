package io.quorate.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tests.hostile.LogWatch;
import io.quorate.tests.mixed.Trees;
import io.quorate.tests.sim.FaultScenarios;
import io.quorate.tests.sim.Mark;
import io.quorate.tests.sim.Marks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One test for each of the faults F1 to F9 (hazards, part 3). Those that want processes share one ensemble, in any order. */
class NineFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int FILE_KIB_MAX = 1_024;
    private static final int LINES_OF_A_LOST_LEADER_MAX = 80;
    private static final List<Integer> WRITES =
            List.of(OpCode.CREATE, OpCode.SET_DATA, OpCode.DELETE, OpCode.SET_ACL, OpCode.CREATE2, OpCode.MULTI);
    /** A path of a megabyte, of which two bytes are there. */
    private static final byte[] MALFORMED = {0x00, 0x10, 0x00, 0x00, 'x', 'x'};

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static EnsembleProcess ensemble;

    @BeforeAll
    static void start() {
        ServerSettings settings =
                EnsembleProcess.defaults().with("initLimit", 12).with("syncLimit", 10);
        ensemble = EnsembleProcess.of(SANDBOX, "QQQ", settings).start();
    }

    // ---- F1

    @Test
    void f1AMalformedRequestStopsNobodysWrites() throws Exception {
        for (Member member : ensemble.members()) {
            sendMalformedWrites(member);
            assertCommits(ensemble);
        }
        Trees.assertSame(ensemble);
    }

    /** Beside an Apache server, which forwards what does not parse when it follows, and stops for good when it leads. */
    @Test
    void f1InAMixedEnsemble() throws Exception {
        EnsembleProcess mixed = EnsembleProcess.of(SANDBOX, "QAQ", EnsembleProcess.defaults());
        mixed.start(1, 3).start();
        assertThat(mixed.leader().id()).as("ours leads").isEqualTo(3);
        for (Member member : mixed.members()) {
            sendMalformedWrites(member);
            assertCommits(mixed);
        }
        Trees.assertSame(mixed);
        mixed.member(3).kill();
        mixed.awaitServing();
        mixed.member(3).launch();
        mixed.awaitServing();
        assertThat(mixed.leader().product()).as("whose server leads").isEqualTo(Product.APACHE);
        for (Member follower : mixed.learners()) {
            sendMalformedWrites(follower);
            assertCommits(mixed);
        }
        Trees.assertSame(mixed);
        mixed.stopAll();
    }

    private static void sendMalformedWrites(Member member) throws IOException {
        for (int opCode : WRITES) {
            try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
                client.sendFrame(RawClient.request(1, opCode, MALFORMED));
                Incoming answer = client.receive();
                assertThat(answer instanceof Incoming.Closed
                                || answer instanceof Incoming.Reply reply && reply.err() != 0)
                        .as(member + " answers a malformed " + OpCode.name(opCode) + " with " + answer)
                        .isTrue();
            }
        }
    }

    /** New sessions everywhere, and a write of each. */
    private static void assertCommits(EnsembleProcess servers) throws IOException {
        for (Member member : servers.alive()) {
            try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
                String path = "/by" + member.id();
                expectOk(client.call(OpCode.CREATE, new CreateRequest(path, new byte[9], Acl.OPEN, 0)));
                expectOk(client.call(OpCode.DELETE, new DeleteRequest(path, -1)));
                assertThat(client.closeSession()).isTrue();
            }
        }
    }

    // ---- F2 to F6

    /** A log that cannot grow for a while: the member ends itself, and has everything after this and the next start. */
    @Test
    void f2AFullDiskLeavesNoHole() throws Exception {
        ensemble.awaitServing();
        Member follower = ensemble.learners().get(0).stop();
        ServerSettings roomy = follower.settings();
        follower.settings(roomy.withFileSizeLimitKiB(FILE_KIB_MAX)).launch();
        ensemble.awaitServing();
        try (RawClient client = RawClient.connect(ensemble.leader().port(), TIMEOUT_MILLIS)) {
            client.call(OpCode.CREATE, new CreateRequest("/full", null, Acl.OPEN, 0));
            int writes = 0;
            while (follower.isAlive()) {
                writes++;
                assertThat(writes).as("writes that its disk took").isLessThan(20_000);
                write(client, "/full", 4_000);
            }
            assertThat(follower.process().awaitExit(LIMIT)).as("exit code").isNotZero();
            write(client, "/full", 10);
            client.closeSession();
        }
        follower.settings(roomy).launch();
        ensemble.awaitServing();
        assertCommits(ensemble);
        Trees.assertSame(ensemble);
        follower.kill().launch();
        ensemble.awaitServing();
        Trees.assertSame(ensemble);
    }

    @Test
    void f3APowerCutSoonAfterTheFirstStartIsRecoveredFrom() {
        Marks marks = FaultScenarios.powerCutsSoonAfterTheFirstStart();
        assertThat(marks.count(Mark.RECOVERED_TXNS)).as("starts with a log").isPositive();
        assertThat(marks.count(Mark.POWER_CUT)).isPositive();
    }

    @Test
    void f4ASyncAtTheLeaderIsOrderedBehindWhatAFollowerHasTold() {
        assertThat(FaultScenarios.syncsAtTheLeaderBesideWritesElsewhere())
                .as("reads without a sync that were old")
                .isGreaterThan(10);
    }

    @Test
    void f5NoPowerCutTakesAWholeLog() {
        Marks marks = FaultScenarios.powerCutsWhileLogsAreBegun();
        assertThat(marks.count(Mark.SNAPSHOT))
                .as("snapshots, each with a new log")
                .isGreaterThan(50);
        assertThat(marks.count(Mark.RECOVERED_TXNS)).isPositive();
    }

    /** A log that was created and filled up, but of which nothing reached the disk. */
    @Test
    void f6ANewestLogWithoutContentsIsSetAside() throws Exception {
        for (int length : new int[] {0, 100, 64 * 1024}) {
            ensemble.awaitServing();
            long zxid = ensemble.awaitEqualZxids();
            Member follower = ensemble.learners().get(0).stop();
            Path torn = follower.process().versionDir().resolve("log." + Long.toHexString(zxid + 1));
            Files.write(torn, new byte[length]);
            follower.launch();
            ensemble.awaitServing();
            assertCommits(ensemble);
            Trees.assertSame(ensemble);
        }
    }

    // ---- F7 to F9

    @Test
    void f7ALostLeaderCostsAFewLines() throws Exception {
        ensemble.awaitServing();
        Member leader = ensemble.leader();
        List<Member> others = ensemble.learners();
        List<LogWatch> logs = watch(others);
        List<RawClient> clients = new ArrayList<>();
        for (Member member : others) {
            for (int number = 0; number < 10; number++) {
                RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS);
                clients.add(client);
                for (int write = 0; write < 100; write++) {
                    client.send(OpCode.SET_DATA, new SetDataRequest("/", new byte[write], -1));
                }
            }
        }
        leader.kill();
        clients.forEach(RawClient::close);
        ensemble.awaitServing();
        for (LogWatch log : logs) {
            log.assertQuiet(LINES_OF_A_LOST_LEADER_MAX);
        }
        stormOfReconnects(others);
        leader.launch();
        others.get(0).launch();
        ensemble.awaitServing();
        Trees.assertSame(ensemble);
    }

    /** Clients that come again and again to a server that has lost its leader. */
    private static void stormOfReconnects(List<Member> others) throws Exception {
        Member alone = others.get(1);
        others.get(0).kill();
        Await.until(alone + " has lost its quorum", LIMIT, () -> alone.mode() == null);
        LogWatch log = LogWatch.from(alone.process());
        for (int attempt = 0; attempt < 500; attempt++) {
            try (RawClient client = RawClient.open(alone.port())) {
                assertThat(client.handshake(0, RawClient.Session.NONE, TIMEOUT_MILLIS))
                        .as("a session without a quorum")
                        .isNull();
            }
        }
        log.assertQuiet(LINES_OF_A_LOST_LEADER_MAX);
    }

    @Test
    void f8TheConfigurationNodeIsTheSameEverywhere() throws Exception {
        ensemble.awaitServing();
        Set<List<Byte>> seen = new LinkedHashSet<>();
        for (Member member : ensemble.members()) {
            try (RawClient client = RawClient.connect(member.port(), TIMEOUT_MILLIS)) {
                expectOk(client.call(OpCode.SYNC, new PathRequest("/")));
                Incoming.Reply reply = client.call(OpCode.GET_DATA, new WatchedPathRequest("/zookeeper/config", false));
                expectOk(reply);
                List<Byte> bytes = new ArrayList<>();
                for (byte each : reply.body()) {
                    bytes.add(each);
                }
                seen.add(bytes);
                client.closeSession();
            }
        }
        assertThat(seen).as("data and stat of /zookeeper/config").hasSize(1);
    }

    /** The long form is HostilePortsTest. */
    @Test
    void f9StrangersCostALineAndAreNotHeldOnTo() throws Exception {
        ensemble.awaitServing();
        List<LogWatch> logs = watch(ensemble.members());
        List<RawClient> idle = new ArrayList<>();
        for (Member member : ensemble.members()) {
            for (int port : new int[] {member.quorumPort(), member.electionPort()}) {
                for (int number = 0; number < 5; number++) {
                    RawClient silent = RawClient.open(port);
                    idle.add(silent);
                    RawClient begun = RawClient.open(port);
                    begun.sendBytes(new byte[] {0, 0});
                    idle.add(begun);
                    try (RawClient stranger = RawClient.open(port)) {
                        stranger.sendBytes("GET / HTTP/1.1\r\n\r\n and so on"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        stranger.receiveAll();
                    }
                }
            }
        }
        assertCommits(ensemble);
        for (RawClient each : idle) {
            each.receiveAll();
            each.close();
        }
        for (LogWatch log : logs) {
            log.assertQuiet(60);
        }
        assertCommits(ensemble);
    }

    private static List<LogWatch> watch(List<Member> members) throws IOException {
        List<LogWatch> logs = new ArrayList<>();
        for (Member member : members) {
            logs.add(LogWatch.from(member.process()));
        }
        return logs;
    }

    private static void write(RawClient client, String path, int bytes) throws IOException {
        expectOk(client.call(OpCode.SET_DATA, new SetDataRequest(path, new byte[bytes], -1)));
    }

    private static void expectOk(Incoming.Reply reply) {
        assertThat(reply.err()).as("answer").isZero();
    }
}

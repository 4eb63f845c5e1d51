package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every difference from Apache's server that clients can see and that is wanted: what the one does and what the other. The
 * names are those of {@code docs/divergence.md}, which gives the reasons; what stands on one side only fails this test.
 */
class DivergenceTest {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final String QUOTA = "/zookeeper/quota";

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess apache;
    private static ServerProcess quorate;
    private static int nodes;

    /** What is asked of a server, and what either must say. Null for Apache where asking ends it. */
    private record Divergence(String name, Probe probe, String apache, String quorate) {}

    private interface Probe {
        String ask(Conversation with) throws Exception;
    }

    private static final List<Divergence> ALL = List.of(
            new Divergence(
                    "undecodable-request",
                    with -> with.raw(OpCode.CREATE, new byte[] {0, 16, 0, 0}),
                    "-5",
                    "-5, closed"),
            new Divergence("oversize-request", with -> with.raw(OpCode.CREATE, new byte[2 << 20]), "closed", "-8"),
            new Divergence("undecodable-multi", DivergenceTest::zxidsOfAWrongMulti, "-5, 1 zxid", "-5, 0 zxids"),
            new Divergence("null-acl-in-multi", DivergenceTest::nullAclInMulti, "-5", "0 [-114]"),
            new Divergence("null-list-in-setwatches", DivergenceTest::setWatchesOfNulls, "-5", "0"),
            new Divergence("negative-counts", DivergenceTest::setWatchesOfNegativeCounts, "0", "-5, closed"),
            new Divergence("null-sasl-token", with -> with.call(OpCode.SASL, new SaslRequest(null)), "closed", "0"),
            new Divergence("characters-above-ffff", DivergenceTest::smileInAnEvent, "2 units", "1 character"),
            new Divergence("delete-container-by-clients", DivergenceTest::deleteContainer, "0", "-102"),
            new Divergence("create-session-by-clients", DivergenceTest::createSession, null, "-6, closed"),
            new Divergence("create-ttl-with-plain-flags", DivergenceTest::ttlWithPlainFlags, null, "-8"),
            new Divergence("quota-nonsense", DivergenceTest::quotaNonsense, null, "-8, then 0"),
            new Divergence("quota-on-the-root", DivergenceTest::quotaOnTheRoot, null, "0"),
            new Divergence(
                    "quota-stats-by-clients", DivergenceTest::quotaStats, "count=101,bytes=107", "count=2,bytes=8"),
            new Divergence("nested-quotas", DivergenceTest::nestedQuotas, "count=2,bytes=2", "count=3,bytes=9"),
            new Divergence("quotas-and-blank-names", DivergenceTest::quotaWithoutBlanks, "-125", "0"),
            new Divergence("quotas-without-stats", DivergenceTest::quotaWithoutStats, "0", "-125"),
            new Divergence("quotas-inside-multi", DivergenceTest::quotaInsideMulti, "0 [0, -125]", "0 [0, 0]"));

    @BeforeAll
    static void start() {
        ServerSettings settings = ServerSettings.standalone()
                .with("maxSessionTimeout", TIMEOUT_MILLIS)
                .withProperty("extendedTypesEnabled", true)
                .withProperty("enforceQuota", true);
        apache = SANDBOX.apache(settings).launch();
        quorate = SANDBOX.quorate(settings).launch();
        apache.awaitServing();
        quorate.awaitServing();
    }

    @TestFactory
    Stream<DynamicTest> eachIsAsItIsWritten() {
        return ALL.stream()
                .map(each -> DynamicTest.dynamicTest(each.name, () -> {
                    String path = "/d" + ++nodes;
                    if (each.apache != null) {
                        assertThat(new Conversation(apache, path).of(each.probe))
                                .as("Apache")
                                .isEqualTo(each.apache);
                    }
                    assertThat(new Conversation(quorate, path).of(each.probe))
                            .as("Quorate")
                            .isEqualTo(each.quorate);
                }));
    }

    /** Whoever adds a difference says why. */
    @Test
    void eachIsDocumented() throws Exception {
        String page = Files.readString(Locations.projectRoot().resolve("docs/divergence.md"));
        Matcher names = Pattern.compile("^\\| `(?!shell-)([a-z0-9-]+)` \\|", Pattern.MULTILINE)
                .matcher(page);
        Set<String> documented = new TreeSet<>();
        while (names.find()) {
            documented.add(names.group(1));
        }
        assertThat(documented)
                .isEqualTo(ALL.stream().map(Divergence::name).collect(Collectors.toCollection(TreeSet::new)));
        for (WantedDifference each : WantedDifference.values()) {
            assertThat(documented).as(each + " in the differential test").contains(each.documentedAs());
        }
    }

    private static String zxidsOfAWrongMulti(Conversation with) throws IOException {
        long before = with.client
                .call(OpCode.SET_DATA, new SetDataRequest(with.path, null, -1))
                .zxid();
        Op read = new Op(OpCode.GET_DATA, new WatchedPathRequest(with.path, false));
        String answer = with.call(OpCode.MULTI, new MultiRequest(List.of(read)));
        long after = with.client
                .call(OpCode.SET_DATA, new SetDataRequest(with.path, null, -1))
                .zxid();
        long taken = after - before - 1;
        return answer + ", " + taken + (taken == 1 ? " zxid" : " zxids");
    }

    private static String nullAclInMulti(Conversation with) throws IOException {
        return with.multi(new Op(OpCode.CREATE, new CreateRequest(with.path + "/n", null, null, 0)));
    }

    private static String setWatchesOfNulls(Conversation with) throws IOException {
        return with.raw(
                OpCode.SET_WATCHES,
                ByteBuffer.allocate(20)
                        .putLong(0)
                        .putInt(-1)
                        .putInt(-1)
                        .putInt(-1)
                        .array());
    }

    private static String setWatchesOfNegativeCounts(Conversation with) throws IOException {
        return with.raw(
                OpCode.SET_WATCHES,
                ByteBuffer.allocate(20)
                        .putLong(0)
                        .putInt(-7)
                        .putInt(-7)
                        .putInt(-7)
                        .array());
    }

    /** The path of the event that says that a watched node is not there. */
    private static String smileInAnEvent(Conversation with) throws IOException {
        List<String> smile = List.of("/\ud83d\ude00");
        with.client.call(OpCode.SET_WATCHES, new SetWatchesRequest(0, smile, List.of(), List.of()));
        String path = with.client.takeEvents().get(0).event().path();
        return path.equals(smile.get(0)) ? "1 character" : path.length() - 1 + " units";
    }

    private static String deleteContainer(Conversation with) throws IOException {
        return with.call(OpCode.DELETE_CONTAINER, new PathRequest(with.path));
    }

    private static String createSession(Conversation with) throws IOException {
        return with.call(OpCode.CREATE_SESSION, new CreateSessionRequest(5_000));
    }

    private static String ttlWithPlainFlags(Conversation with) throws IOException {
        return with.call(
                OpCode.CREATE_TTL, new CreateTtlRequest(with.path + "/t", null, Acl.OPEN, CreateFlags.PERSISTENT, -1));
    }

    private static String quotaNonsense(Conversation with) throws IOException {
        with.quota(with.path, "count=100,bytes=-1");
        String stats = QUOTA + with.path + "/zookeeper_stats";
        String refused = with.call(OpCode.SET_DATA, new SetDataRequest(stats, bytes("count=x"), -1));
        return refused + ", then " + with.call(OpCode.SET_DATA, new SetDataRequest(with.path, bytes("z"), -1));
    }

    private static String quotaOnTheRoot(Conversation with) throws IOException {
        with.quota("", "count=100000,bytes=-1");
        String answer = with.call(OpCode.SET_DATA, new SetDataRequest(with.path, bytes("z"), -1));
        with.call(OpCode.DELETE, new DeleteRequest(QUOTA + "/zookeeper_stats", -1));
        with.call(OpCode.DELETE, new DeleteRequest(QUOTA + "/zookeeper_limits", -1));
        return answer;
    }

    private static String quotaStats(Conversation with) throws IOException {
        with.quota(with.path, "count=1000,bytes=-1");
        String stats = QUOTA + with.path + "/zookeeper_stats";
        with.call(OpCode.SET_DATA, new SetDataRequest(stats, bytes("count=100,bytes=100"), -1));
        with.create(with.path + "/c", "7 bytes");
        return with.data(stats);
    }

    /** A change below the inner quota, as the outer one counts it. */
    private static String nestedQuotas(Conversation with) throws IOException {
        with.create(with.path + "/in", "i");
        with.quota(with.path, "count=1000,bytes=-1");
        with.quota(with.path + "/in", "count=1000,bytes=-1");
        with.create(with.path + "/in/c", "7 bytes");
        return with.data(QUOTA + with.path + "/zookeeper_stats");
    }

    /** A node below one that is named by a blank, while a node of the same name below the root has a quota. */
    private static String quotaWithoutBlanks(Conversation with) throws IOException {
        with.quota(with.path, "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=1");
        with.create("/ ", "blank");
        return with.call(OpCode.CREATE, new CreateRequest("/ " + with.path, null, Acl.OPEN, 0));
    }

    /** A quota whose zookeeper_stats was deleted. */
    private static String quotaWithoutStats(Conversation with) throws IOException {
        with.quota(with.path, "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=-1");
        with.call(OpCode.DELETE, new DeleteRequest(QUOTA + with.path + "/zookeeper_stats", -1));
        return with.call(OpCode.SET_DATA, new SetDataRequest(with.path, new byte[100], -1));
    }

    private static String quotaInsideMulti(Conversation with) throws IOException {
        with.create(with.path + "/c", "c");
        with.quota(with.path, "count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=2");
        return with.multi(
                new Op(OpCode.DELETE, new DeleteRequest(with.path + "/c", -1)),
                new Op(OpCode.CREATE, new CreateRequest(with.path + "/c", null, Acl.OPEN, 0)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A connection with a node of its own, and answers as words. */
    private static final class Conversation {
        private final String path;
        private final RawClient client;

        Conversation(ServerProcess server, String path) throws IOException {
            this.path = path;
            this.client = RawClient.connect(server.port(), TIMEOUT_MILLIS);
            create(path, "1");
        }

        String of(Probe probe) throws Exception {
            try (client) {
                return probe.ask(this);
            }
        }

        String call(int opCode, Request request) throws IOException {
            return raw(opCode, request.toBytes());
        }

        /** The error code, and whether the connection was closed after it or instead of it. */
        String raw(int opCode, byte[] body) throws IOException {
            client.sendFrame(RawClient.request(99, opCode, body));
            Incoming next = client.receive();
            if (!(next instanceof Incoming.Reply reply)) {
                return "closed";
            }
            client.sendFrame(RawClient.request(-2, OpCode.PING, EmptyRequest.INSTANCE.toBytes()));
            return reply.err() + (client.receive() instanceof Incoming.Closed ? ", closed" : "");
        }

        /** The error code of the whole and those of the operations. */
        String multi(Op... ops) throws IOException {
            Incoming.Reply reply = client.call(OpCode.MULTI, new MultiRequest(List.of(ops)));
            if (reply.err() != 0) {
                return Integer.toString(reply.err());
            }
            List<Integer> codes = new ArrayList<>();
            MultiResponse.read(JuteReader.of(reply.body())).results().forEach(result -> codes.add(result.err()));
            return "0 " + codes;
        }

        void create(String node, String data) throws IOException {
            int err = client.call(OpCode.CREATE, new CreateRequest(node, bytes(data), Acl.OPEN, 0))
                    .err();
            assertThat(err).as("create " + node).isZero();
        }

        /** The node may be the root, "", or one or two levels deep. */
        void quota(String node, String limits) throws IOException {
            for (int end = node.indexOf('/', 1); end > 0; end = node.indexOf('/', end + 1)) {
                client.call(OpCode.CREATE, new CreateRequest(QUOTA + node.substring(0, end), null, Acl.OPEN, 0));
            }
            if (!node.isEmpty()) {
                client.call(OpCode.CREATE, new CreateRequest(QUOTA + node, null, Acl.OPEN, 0));
            }
            create(QUOTA + node + "/zookeeper_limits", limits);
            create(QUOTA + node + "/zookeeper_stats", "count=0,bytes=0");
        }

        String data(String node) throws IOException {
            byte[] body = client.call(OpCode.GET_DATA, new WatchedPathRequest(node, false))
                    .body();
            return new String(GetDataResponse.read(JuteReader.of(body)).data(), StandardCharsets.US_ASCII);
        }
    }
}

package io.quorate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatchesRequest;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no protocol, on a small heap: the connection is closed, and nothing else happens. */
class HostileBytesTest {
    private static final long SEED = Long.getLong("hostile.seed", 20_260);
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int WAIT_MILLIS_MAX = 5_000;

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;
    /** Attacks after the handshake come from this session, which takes no zxid to be taken up again. */
    private static RawClient.Session attacker;

    private Bystander bystander;
    private LogWatch log;

    @BeforeAll
    static void start() throws Exception {
        server = SANDBOX.subject(ServerSettings.standalone()
                        .with("maxSessionTimeout", TIMEOUT_MILLIS)
                        .withJvmArg("-Xmx96m")
                        .withJvmArg("-XX:MaxDirectMemorySize=64m"))
                .start();
        try (RawClient client = RawClient.connect(server.port(), TIMEOUT_MILLIS)) {
            attacker = client.session();
            client.call(OpCode.CREATE, new CreateRequest("/a", null, Acl.OPEN, 0));
        }
    }

    @BeforeEach
    void watch() throws Exception {
        bystander = Bystander.start(server.port());
        log = LogWatch.from(server);
    }

    @AfterEach
    void stopWatching() {
        bystander.close();
    }

    @Test
    void randomBytesBeforeAHandshakeCloseTheConnection() throws Exception {
        Random random = new Random(SEED);
        int connections = 300;
        for (int attack = 0; attack < connections; attack++) {
            byte[] bytes = new byte[4 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] |= 0x40;
            try (RawClient client = RawClient.open(server.port())) {
                send(client, bytes);
                assertClosed(client, "random bytes, seed " + SEED + ", connection " + attack);
            }
        }
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(connections);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 0x7fff_0000})
    void impossibleFrameLengthsCloseTheConnection(int length) throws Exception {
        byte[] bytes = ByteBuffer.allocate(8).putInt(length).putInt(1).array();
        try (RawClient client = RawClient.open(server.port())) {
            send(client, bytes);
            assertClosed(client, "as the first frame");
        }
        try (RawClient client = attack()) {
            send(client, bytes);
            assertClosed(client, "after the handshake");
        }
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(4);
    }

    /** Only what begins as a request is answered when it is too long. */
    @Test
    void aFrameThatIsTooLongAndNoRequestClosesTheConnection() throws Exception {
        try (RawClient client = attack()) {
            send(client, ByteBuffer.allocate(1024).putInt(1_048_576).putInt(1).array());
            assertClosed(client, "zeroes");
        }
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        log.assertQuiet(2);
    }

    @Test
    void framesTooShortForAHeaderCloseTheConnection() throws Exception {
        for (int length = 0; length < 8; length++) {
            try (RawClient client = attack()) {
                client.sendFrame(new byte[length]);
                assertClosed(client, "a frame of " + length + " bytes");
            }
        }
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(8);
    }

    /** One malformed create stops an Apache ensemble for good. */
    @Test
    void oneMalformedWriteTakesNoZxid() throws Exception {
        byte[] body = {0x00, 0x10, 0x00, 0x00, 'x', 'x'};
        for (int opCode : List.of(OpCode.CREATE, OpCode.SET_DATA, OpCode.DELETE, OpCode.SET_ACL, OpCode.CREATE2)) {
            assertUndecodable(opCode, body);
        }
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(10);
    }

    /** Every request, cut at every byte. */
    @Test
    void cutRequestsAreRefusedAndTakeNoZxid() throws Exception {
        int refused = 0;
        for (Map.Entry<Integer, Request> each : requests().entrySet()) {
            byte[] whole = each.getValue().toBytes();
            for (int length = 0; length < whole.length; length++) {
                assertUndecodable(each.getKey(), Arrays.copyOf(whole, length));
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(400);
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(refused);
    }

    /** A length in front of every string, buffer and vector that cannot be. */
    @ParameterizedTest
    @ValueSource(ints = {-2, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x0010_0000, 5_000_000})
    void impossibleLengthsInsideRequestsAreRefused(int length) throws Exception {
        byte[] wrong = ByteBuffer.allocate(4).putInt(length).array();
        for (int opCode : List.of(
                OpCode.CREATE,
                OpCode.DELETE,
                OpCode.EXISTS,
                OpCode.SET_ACL,
                OpCode.ADD_WATCH,
                OpCode.CREATE_TTL,
                OpCode.GET_EPHEMERALS)) {
            assertUndecodable(opCode, wrong);
        }
        byte[] vector = ByteBuffer.allocate(20)
                .putInt(2)
                .put((byte) '/')
                .put((byte) 'b')
                .putInt(-1)
                .putInt(length < 0 ? Integer.MAX_VALUE : length)
                .array();
        assertUndecodable(OpCode.CREATE, vector);
        assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                .as("zxids taken by others")
                .isZero();
        log.assertQuiet(10);
    }

    /** Whole requests with some bits turned: some still decode, and those are answered. */
    @Test
    void turnedBitsNeverStopTheServer() throws Exception {
        Random random = new Random(SEED);
        List<Map.Entry<Integer, Request>> requests = List.copyOf(requests().entrySet());
        int attacks = 600;
        int closed = 0;
        for (int attack = 0; attack < attacks; attack++) {
            Map.Entry<Integer, Request> each = requests.get(random.nextInt(requests.size()));
            byte[] body = each.getValue().toBytes();
            for (int bit = random.nextInt(6); bit >= 0; bit--) {
                body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try (RawClient client = attack()) {
                client.sendFrame(RawClient.request(attack + 1, each.getKey(), body));
                Incoming answer = skipEvents(client);
                closed += answer instanceof Incoming.Closed ? 1 : 0;
            }
        }
        assertThat(closed).as("connections closed without an answer").isLessThan(attacks / 2);
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        log.assertQuiet(attacks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruokx", "srvrsrvr", "GET / HTTP/1.1\r\n\r\n", "help", "RUOK", "\u0016\u0003\u0001\u0002"})
    void lookAlikesOfFourLetterWordsGetNoMoreThanTheWord(String text) throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            send(client, text.getBytes(StandardCharsets.ISO_8859_1));
            assertEnds(client, text);
        }
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        log.assertQuiet(3);
    }

    /** After the handshake four letters are a length, and too long a one. */
    @Test
    void fourLetterWordsAreOnlyThatAtTheBeginning() throws Exception {
        try (RawClient client = attack()) {
            send(client, "ruok".getBytes(StandardCharsets.US_ASCII));
            assertClosed(client, "a word after the handshake");
        }
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (RawClient client = attack()) {
            byte[] frame = RawClient.frame(
                    RawClient.request(7, OpCode.GET_DATA, new WatchedPathRequest("/a", false).toBytes()));
            for (byte each : frame) {
                client.sendBytes(new byte[] {each});
            }
            assertThat(client.awaitReply(7).err()).isZero();
        }
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        log.assertQuiet(1);
    }

    private static Map<Integer, Request> requests() {
        Map<Integer, Request> requests = new LinkedHashMap<>();
        CreateRequest create = new CreateRequest("/a/b", new byte[5], Acl.OPEN, 0);
        List<String> paths = List.of("/a");
        requests.put(OpCode.CREATE, create);
        requests.put(OpCode.CREATE_TTL, new CreateTtlRequest("/a/t", new byte[5], Acl.OPEN, 5, 1));
        requests.put(OpCode.DELETE, new DeleteRequest("/a/b", -1));
        requests.put(OpCode.EXISTS, new WatchedPathRequest("/a", true));
        requests.put(OpCode.GET_CHILDREN2, new WatchedPathRequest("/a", true));
        requests.put(OpCode.SET_DATA, new SetDataRequest("/a", new byte[5], -1));
        requests.put(OpCode.GET_ACL, new PathRequest("/a"));
        requests.put(OpCode.SET_ACL, new SetAclRequest("/a", Acl.OPEN, -1));
        requests.put(OpCode.SYNC, new PathRequest("/a"));
        requests.put(
                OpCode.MULTI,
                new MultiRequest(List.of(
                        new Op(OpCode.CREATE, create), new Op(OpCode.SET_DATA, new SetDataRequest("/a", null, -1)))));
        requests.put(
                OpCode.MULTI_READ,
                new MultiRequest(List.of(new Op(OpCode.GET_DATA, new WatchedPathRequest("/a", false)))));
        requests.put(OpCode.RECONFIG, new ReconfigRequest("server.1=a:1:1;1", "2", null, -1));
        requests.put(OpCode.REMOVE_WATCHES, new WatchesRequest("/a", 3));
        requests.put(OpCode.SET_WATCHES2, new SetWatchesRequest(1, paths, paths, paths, paths, paths));
        requests.put(OpCode.GET_EPHEMERALS, new PathRequest("/a"));
        return requests;
    }

    private static RawClient attack() throws IOException {
        RawClient client = RawClient.resume(server.port(), attacker, 0);
        assertThat(client).as("the attacker's session").isNotNull();
        return client;
    }

    /** The request is answered with MarshallingError or not at all, and the connection is closed. */
    private static void assertUndecodable(int opCode, byte[] body) throws IOException {
        String what = OpCode.name(opCode) + " with a body of " + body.length + " bytes";
        try (RawClient client = attack()) {
            client.sendFrame(RawClient.request(5, opCode, body));
            Incoming answer = client.receive();
            if (answer instanceof Incoming.Reply reply) {
                assertThat(reply.err()).as(what).isEqualTo(ErrorCode.MARSHALLING_ERROR.code());
                assertClosed(client, what);
            }
        }
    }

    private static Incoming skipEvents(RawClient client) throws IOException {
        Incoming next = client.receive();
        while (next instanceof Incoming.Event) {
            next = client.receive();
        }
        return next;
    }

    private static void send(RawClient client, byte[] bytes) {
        try {
            client.sendBytes(bytes);
        } catch (IOException e) {
            // The server may have closed the connection already: the test looks at that next.
            assertThat(e).hasMessageMatching("(?s).*([Pp]ipe|[Rr]eset|abort).*");
        }
    }

    private static void assertClosed(RawClient client, String what) throws IOException {
        client.readLimitMillis(WAIT_MILLIS_MAX);
        assertThat(client.receiveFrame()).as("answer to " + what).isNull();
    }

    /** The server says what it wants, but it ends. */
    private static void assertEnds(RawClient client, String what) throws IOException {
        client.readLimitMillis(WAIT_MILLIS_MAX);
        byte[] all = client.receiveAll();
        assertThat(all.length).as("bytes in answer to " + what).isLessThan(1_000);
    }
}

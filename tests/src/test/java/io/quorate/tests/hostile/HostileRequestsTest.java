package io.quorate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that decode but mean trouble; several of them end an Apache server. */
class HostileRequestsTest {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int WAIT_MILLIS_MAX = 5_000;
    private static final String QUOTA = "/zookeeper/quota";

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;

    private Bystander bystander;
    private RawClient client;

    @BeforeAll
    static void start() {
        server = SANDBOX.subject(ServerSettings.standalone()
                        .with("maxSessionTimeout", TIMEOUT_MILLIS)
                        .withProperty("extendedTypesEnabled", true)
                        .withProperty("enforceQuota", true)
                        .withJvmArg("-Xmx128m"))
                .start();
    }

    @BeforeEach
    void connect() throws Exception {
        bystander = Bystander.start(server.port());
        client = RawClient.connect(server.port(), TIMEOUT_MILLIS);
        client.call(OpCode.CREATE, new CreateRequest("/q", new byte[1], Acl.OPEN, 0));
    }

    @AfterEach
    void undisturbed() throws Exception {
        client.close();
        bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        bystander.close();
    }

    /** Text in quota nodes that is no quota: nothing counts against it, and counting goes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "count=x",
                "garbage",
                "count=99999999999999999999,bytes=1",
                "count=,bytes=",
                "count=1;bytes=2;count",
                "=,=;=",
                "",
                "\u0000"
            })
    void nonsenseInQuotasIsHarmless(String text) throws Exception {
        byte[] nonsense = text.getBytes(StandardCharsets.UTF_8);
        create(QUOTA + "/q", null);
        create(QUOTA + "/q/zookeeper_limits", nonsense);
        create(QUOTA + "/q/zookeeper_stats", nonsense);
        client.call(OpCode.SET_DATA, new SetDataRequest(QUOTA + "/q/zookeeper_limits", nonsense, -1));
        client.call(OpCode.SET_DATA, new SetDataRequest(QUOTA + "/q/zookeeper_stats", nonsense, -1));
        assertThat(create("/q/c", new byte[3])).isZero();
        client.call(OpCode.SET_DATA, new SetDataRequest(QUOTA + "/q/zookeeper_stats", null, -1));
        client.call(OpCode.SET_DATA, new SetDataRequest(QUOTA + "/q/zookeeper_limits", null, -1));
        assertThat(delete("/q/c")).isZero();
        assertThat(delete(QUOTA + "/q/zookeeper_stats")).isZero();
        assertThat(delete(QUOTA + "/q/zookeeper_limits")).isZero();
    }

    @Test
    void aQuotaOnTheRootIsHarmless() throws Exception {
        create(QUOTA + "/zookeeper_limits", "count=100000,bytes=-1".getBytes(StandardCharsets.US_ASCII));
        create(QUOTA + "/zookeeper_stats", null);
        assertThat(create("/r", null)).isZero();
        assertThat(delete("/r")).isZero();
        delete(QUOTA + "/zookeeper_stats");
        delete(QUOTA + "/zookeeper_limits");
    }

    /** createTTL with plain flags kills an Apache server that applies it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void createTtlWithPlainFlagsIsABadArgument(int flags) throws Exception {
        for (long ttl : List.of(-1L, -2L, Long.MIN_VALUE, 0L, 5L)) {
            CreateTtlRequest request = new CreateTtlRequest("/ttl", null, Acl.OPEN, flags, ttl);
            assertThat(client.call(OpCode.CREATE_TTL, request).err()).isEqualTo(ErrorCode.BAD_ARGUMENTS.code());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/../etc",
                "/./q",
                "//",
                "//q",
                "/q/",
                "/q//c",
                "q",
                "",
                "/q/\u0000",
                "/q\u0001",
                "/q/\u007f",
                "/..",
                "/q/c\ufffd",
                "/q/\ue001",
                "/zookeeper",
                "/"
            })
    void pathTricksCreateNothing(String path) throws Exception {
        List<String> before = children("/");
        for (int opCode : List.of(OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER)) {
            assertThat(client.call(opCode, new CreateRequest(path, null, Acl.OPEN, 0))
                            .err())
                    .as(OpCode.name(opCode) + " " + path)
                    .isNegative();
        }
        assertThat(client.call(OpCode.DELETE, new DeleteRequest(path, -1)).err())
                .isNegative();
        assertThat(children("/")).isEqualTo(before);
    }

    /** Bytes that are no UTF-8, among them the long forms of NUL and of a slash. */
    @ParameterizedTest
    @MethodSource("wrongTexts")
    void wrongUtf8IsNoPath(byte[] name) throws Exception {
        List<String> before = children("/");
        ByteBuffer body = ByteBuffer.allocate(100)
                .putInt(1 + name.length)
                .put((byte) '/')
                .put(name)
                .putInt(0);
        body.put(new io.quorate.jute.proto.SetAclRequest("", Acl.OPEN, 0).toBytes(), 4, 31);
        byte[] request = java.util.Arrays.copyOf(body.array(), body.position());
        client.sendFrame(RawClient.request(3, OpCode.CREATE, request));
        Incoming answer = client.receive();
        assertThat(answer).isInstanceOf(Incoming.Reply.class);
        assertThat(((Incoming.Reply) answer).err()).isEqualTo(ErrorCode.BAD_ARGUMENTS.code());
        assertThat(children("/")).isEqualTo(before);
    }

    static List<byte[]> wrongTexts() {
        return List.of(
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
                new byte[] {(byte) 0xff, (byte) 0xfe},
                new byte[] {(byte) 0x80},
                new byte[] {'a', (byte) 0xe2, (byte) 0x82},
                new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80});
    }

    /** Null where a string should be: an error or an answer, never an end of the server, and nothing changes. */
    @Test
    void nullsInRequestsChangeNothing() throws Exception {
        List<String> before = children("/");
        for (Op each : requestsWithNulls()) {
            try (RawClient other = RawClient.connect(server.port(), TIMEOUT_MILLIS)) {
                other.sendFrame(RawClient.request(9, each.type(), each.request().toBytes()));
                Incoming answer = other.receive();
                if (answer instanceof Incoming.Reply reply
                        && OpCode.isWrite(each.type())
                        && each.type() != OpCode.MULTI) {
                    assertThat(reply.err()).as("answer to " + each).isNegative();
                }
            }
        }
        assertThat(children("/")).isEqualTo(before);
    }

    private static List<Op> requestsWithNulls() {
        List<Op> requests = new ArrayList<>();
        for (int opCode : List.of(OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER)) {
            requests.add(new Op(opCode, new CreateRequest(null, null, Acl.OPEN, 0)));
        }
        for (Id id : List.of(new Id(null, null), new Id("world", null), new Id("digest", null), new Id("ip", null))) {
            requests.add(new Op(OpCode.SET_ACL, new SetAclRequest("/q", List.of(new Acl(31, id)), -1)));
        }
        requests.add(new Op(OpCode.CREATE_TTL, new CreateTtlRequest(null, null, Acl.OPEN, 5, 1)));
        requests.add(new Op(OpCode.DELETE, new DeleteRequest(null, -1)));
        requests.add(new Op(OpCode.SET_DATA, new SetDataRequest(null, null, -1)));
        requests.add(new Op(OpCode.SET_ACL, new SetAclRequest(null, Acl.OPEN, -1)));
        for (int opCode : List.of(OpCode.EXISTS, OpCode.GET_DATA, OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2)) {
            requests.add(new Op(opCode, new WatchedPathRequest(null, true)));
        }
        for (int opCode : List.of(
                OpCode.GET_ACL,
                OpCode.SYNC,
                OpCode.GET_EPHEMERALS,
                OpCode.GET_ALL_CHILDREN_NUMBER,
                OpCode.DELETE_CONTAINER)) {
            requests.add(new Op(opCode, new PathRequest(null)));
        }
        requests.add(new Op(OpCode.ADD_WATCH, new AddWatchRequest(null, 1)));
        requests.add(new Op(OpCode.REMOVE_WATCHES, new WatchesRequest(null, 3)));
        requests.add(new Op(OpCode.AUTH, new AuthRequest(0, null, null)));
        requests.add(new Op(OpCode.AUTH, new AuthRequest(0, "digest", null)));
        requests.add(new Op(OpCode.AUTH, new AuthRequest(0, "ip", null)));
        requests.add(new Op(OpCode.SASL, new SaslRequest(null)));
        for (Op inner : List.of(
                new Op(OpCode.CREATE, new CreateRequest(null, null, null, 0)),
                new Op(OpCode.CREATE, new CreateRequest("/nullAcl", null, null, 0)),
                new Op(OpCode.DELETE, new DeleteRequest(null, -1)),
                new Op(OpCode.CHECK, new CheckVersionRequest(null, -1)))) {
            requests.add(new Op(OpCode.MULTI, new MultiRequest(List.of(inner))));
        }
        return requests;
    }

    /** The client's own createSession would make its session anew with another timeout. */
    @Test
    void createSessionIsNotForClients() throws Exception {
        Request request = new io.quorate.jute.proto.CreateSessionRequest(1);
        assertThat(client.call(OpCode.CREATE_SESSION, request).err()).isEqualTo(ErrorCode.UNIMPLEMENTED.code());
        assertThat(client.receive()).isInstanceOf(Incoming.Closed.class);
    }

    @Test
    void deleteContainerIsNotForClients() throws Exception {
        assertThat(client.call(OpCode.DELETE_CONTAINER, new PathRequest("/q")).err())
                .isEqualTo(ErrorCode.NO_AUTH.code());
        assertThat(children("/")).contains("q");
    }

    /** Deep paths and long names are stored as they are, up to the limit of a frame. */
    @Test
    void deepAndLongPathsAreServed() throws Exception {
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth < 300; depth++) {
            path.append("/d");
            assertThat(create(path.toString(), null)).isZero();
        }
        for (int depth = 300; depth > 0; depth--) {
            assertThat(delete(path.substring(0, depth * 2))).isZero();
        }
        String longName = "/" + "n".repeat(500_000);
        assertThat(create(longName, null)).isZero();
        assertThat(delete(longName)).isZero();
    }

    @Test
    void dataUpToTheLimitIsStoredAndMoreIsRefused() throws Exception {
        byte[] most = new byte[1_048_575 - 8 - 4 - 6 - 4 - 4 - 27 - 4];
        assertThat(create("/most", most)).isZero();
        byte[] body = client.call(OpCode.GET_DATA, new WatchedPathRequest("/most", false))
                .body();
        assertThat(GetDataResponse.read(JuteReader.of(body)).data()).hasSize(most.length);
        assertThat(delete("/most")).isZero();
        assertThat(client.call(OpCode.SET_DATA, new SetDataRequest("/q", new byte[1_048_576], -1))
                        .err())
                .isEqualTo(ErrorCode.BAD_ARGUMENTS.code());
    }

    private int create(String path, byte[] data) throws IOException {
        return client.call(OpCode.CREATE, new CreateRequest(path, data, Acl.OPEN, 0))
                .err();
    }

    private int delete(String path) throws IOException {
        return client.call(OpCode.DELETE, new DeleteRequest(path, -1)).err();
    }

    private List<String> children(String path) throws IOException {
        byte[] body = client.call(OpCode.GET_CHILDREN, new WatchedPathRequest(path, false))
                .body();
        return GetChildrenResponse.read(JuteReader.of(body)).children().stream()
                .sorted()
                .toList();
    }
}

package io.quorate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Very many connections, and connections that are very slow, on a small heap: others are served, memory stays bounded. */
class HostileLoadTest {
    private static final int CONNECTIONS =
            Math.min(Integer.getInteger("hostile.connections", 2_000), openFilesMax() / 3);
    private static final int WAIT_MILLIS_MAX = 5_000;
    private static final long RESIDENT_BYTES_MAX = 400L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private ServerProcess server;
    private final List<RawClient> clients = new ArrayList<>();

    private void start(ServerSettings settings) {
        server = sandbox.subject(settings.withJvmArg("-Xmx96m").withJvmArg("-XX:MaxDirectMemorySize=64m"))
                .start();
        sandbox.closing(() -> clients.forEach(RawClient::close));
    }

    private RawClient open() throws IOException {
        RawClient client = RawClient.open(server.port());
        clients.add(client);
        return client;
    }

    @Test
    void thousandsOfSilentConnectionsAreEndedAndHurtNobody() throws Exception {
        start(ServerSettings.standalone().withProperty("nio.sessionlessCnxnTimeout", 1_000));
        try (Bystander bystander = Bystander.start(server.port())) {
            LogWatch log = LogWatch.from(server);
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                open();
            }
            for (RawClient client : clients) {
                client.readLimitMillis((int) LIMIT.toMillis());
                assertThat(client.receiveFrame())
                        .as("a silent connection is closed")
                        .isNull();
            }
            bystander.assertUndisturbed(WAIT_MILLIS_MAX);
            assertThat(server.residentBytes()).isLessThan(RESIDENT_BYTES_MAX);
            log.assertQuiet(CONNECTIONS / 2);
        }
    }

    /** Each announces the largest frame there may be and sends a byte of it. */
    @Test
    void announcedFramesTakeNoMemory() throws Exception {
        start(ServerSettings.standalone().with("maxSessionTimeout", 60_000));
        try (Bystander bystander = Bystander.start(server.port())) {
            byte[] beginning = ByteBuffer.allocate(5).putInt(1_048_575).array();
            int connections = Math.min(CONNECTIONS, 800);
            for (int connection = 0; connection < connections; connection++) {
                RawClient client = open();
                if (connection % 2 == 0) {
                    client.handshake(0, RawClient.Session.NONE, 60_000);
                }
                client.sendBytes(beginning);
            }
            bystander.assertUndisturbed(WAIT_MILLIS_MAX);
            assertThat(server.residentBytes()).isLessThan(RESIDENT_BYTES_MAX);
        }
    }

    @Test
    void aFloodOverTheLimitPerAddressIsCutAtTheLimit() throws Exception {
        int limit = 20;
        start(ServerSettings.standalone().with("maxClientCnxns", limit));
        LogWatch log = LogWatch.from(server);
        int served = 0;
        int flood = 600;
        for (int connection = 0; connection < flood; connection++) {
            RawClient client = open();
            client.readLimitMillis(WAIT_MILLIS_MAX);
            served += isServed(client) ? 1 : 0;
        }
        assertThat(served).as("connections served").isBetween(limit - 1, limit);
        log.assertQuiet(flood / 4);
        clients.forEach(RawClient::close);
        Await.until("connections are accepted again", LIMIT, () -> {
            try (RawClient client = RawClient.open(server.port())) {
                return isServed(client);
            }
        });
    }

    private static boolean isServed(RawClient client) {
        try {
            return client.handshake(0, RawClient.Session.NONE, 10_000) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Connections that come, say something wrong and go, as fast as they can. */
    @Test
    void aStormOfWrongHandshakesIsLoggedWithMeasure() throws Exception {
        start(ServerSettings.standalone());
        try (Bystander bystander = Bystander.start(server.port())) {
            LogWatch log = LogWatch.from(server);
            byte[] wrong = ByteBuffer.allocate(12).putInt(-5).array();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                try (RawClient client = RawClient.open(server.port())) {
                    client.sendBytes(wrong);
                    if (connection % 2 == 0) {
                        client.resetOnClose();
                    }
                }
            }
            assertThat(bystander.assertUndisturbed(WAIT_MILLIS_MAX))
                    .as("zxids taken")
                    .isZero();
            log.assertQuiet(CONNECTIONS / 2);
        }
    }

    /** Clients that ask for much and read nothing: what is not read must not pile up in the server. */
    @Test
    void clientsThatDoNotReadFillNoMemory() throws Exception {
        start(ServerSettings.standalone().with("maxSessionTimeout", 60_000));
        try (Bystander bystander = Bystander.start(server.port());
                RawClient writer = RawClient.connect(server.port(), 60_000)) {
            writer.call(OpCode.CREATE, new CreateRequest("/big", new byte[500_000], Acl.OPEN, 0));
            byte[] request = RawClient.frame(
                    RawClient.request(1, OpCode.GET_DATA, new WatchedPathRequest("/big", false).toBytes()));
            // All in one segment: the server has them all at hand before it has written a single answer.
            ByteBuffer requests = ByteBuffer.allocate(100 * request.length);
            for (int asked = 0; asked < 100; asked++) {
                requests.put(request);
            }
            List<RawClient> greedy = new ArrayList<>();
            for (int connection = 0; connection < 20; connection++) {
                RawClient client = open();
                client.handshake(0, RawClient.Session.NONE, 60_000);
                client.sendBytes(requests.array());
                greedy.add(client);
            }
            bystander.assertUndisturbed(WAIT_MILLIS_MAX);
            assertThat(server.residentBytes()).isLessThan(RESIDENT_BYTES_MAX);
            for (int answers = 0; answers < 100; answers++) {
                assertThat(greedy.get(0).receiveFrame())
                        .as("answer " + answers + " to one who reads at last")
                        .isNotNull();
            }
        }
    }

    /** Handshakes that take their time do not keep others waiting, and may be finished. */
    @Test
    void slowHandshakesAreServedInTheEnd() throws Exception {
        start(ServerSettings.standalone().with("maxSessionTimeout", 60_000));
        try (Bystander bystander = Bystander.start(server.port())) {
            byte[] handshake = RawClient.frame(new io.quorate.jute.proto.ConnectRequest(
                            0, 0, 60_000, 0, new byte[RawClient.PASSWD_BYTES], false, true)
                    .toBytes());
            int connections = 100;
            for (int connection = 0; connection < connections; connection++) {
                open();
            }
            for (byte each : handshake) {
                for (RawClient client : clients) {
                    client.sendBytes(new byte[] {each});
                }
            }
            for (RawClient client : clients) {
                assertThat(client.receiveFrame())
                        .as("answer to a slow handshake")
                        .hasSize(37);
            }
            bystander.assertUndisturbed(WAIT_MILLIS_MAX);
        }
    }

    @Test
    void sessionsBeyondCountAreJustSessions() throws Exception {
        start(ServerSettings.standalone().with("maxSessionTimeout", 60_000));
        int sessions = Math.min(CONNECTIONS, 1_000);
        for (int session = 0; session < sessions; session++) {
            RawClient client = open();
            assertThat(client.handshake(0, RawClient.Session.NONE, 60_000)).isNotNull();
            client.call(OpCode.CREATE, new CreateRequest("/e" + session, null, Acl.OPEN, 1));
            client.call(OpCode.EXISTS, new WatchedPathRequest("/none" + session, true));
        }
        assertThat(FourLetter.monitor(server.port()).get("zk_ephemerals_count")).isEqualTo(Integer.toString(sessions));
        for (RawClient client : clients) {
            client.send(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        }
        Await.until("all ephemerals are gone", LIMIT, () -> "0"
                .equals(FourLetter.monitor(server.port()).get("zk_ephemerals_count")));
        Await.until("all watches are gone", LIMIT, () -> "0"
                .equals(FourLetter.monitor(server.port()).get("zk_watch_count")));
    }

    private static int openFilesMax() {
        try {
            return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +")[3])
                    .map(limit -> limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit))
                    .findFirst()
                    .orElse(1_024);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read the limits of this process", e);
        }
    }
}

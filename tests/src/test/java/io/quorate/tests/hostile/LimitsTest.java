package io.quorate.tests.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits that an operator may set, on one server: each says in the log or the answer which one it was. */
class LimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int QUOTA_EXCEEDED = -125;
    private static final int NO_NODE = -101;
    private static final int BAD_ARGUMENTS = -8;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void limitsHoldAndSayTheirNames() throws Exception {
        ServerProcess server = sandbox.quorate(ServerSettings.standalone()
                        .with("connection_throttle_tokens", 2)
                        .with("connection_throttle_fill_time", 100_000_000)
                        .with("maxWatches", 1)
                        .with("ensembleAuthName", "here,there")
                        .with("slowRequestWarningMs", 0))
                .start();
        RawClient first = sandbox.closing(RawClient.connect(server.port(), 30_000));
        RawClient second = sandbox.closing(RawClient.connect(server.port(), 30_000));
        assertThatThrownBy(() -> RawClient.connect(server.port(), 30_000)).isInstanceOf(IOException.class);
        assertThat(FourLetter.monitor(server.port()))
                .containsEntry("zk_connections_throttled", "1")
                .containsEntry("zk_cnt_connection_token_deficit", "3");

        assertThat(error(first, "/a")).isEqualTo(NO_NODE);
        assertThat(error(second, "/b")).isEqualTo(QUOTA_EXCEEDED);
        assertThat(FourLetter.monitor(server.port()))
                .containsEntry("zk_watches_refused", "1")
                .containsEntry("zk_watch_count", "1");

        assertThat(server.logText()).contains("Slow request of").contains("exists /b xid ");

        assertThat(second.call(OpCode.SET_DATA, new SetDataRequest("/big", new byte[5 << 20], -1))
                        .err())
                .isEqualTo(BAD_ARGUMENTS);
        assertThat(error(second, "/b")).isEqualTo(QUOTA_EXCEEDED);
        assertThat(server.logText()).contains("setData /big: its 52429");
        assertThat(FourLetter.monitor(server.port())).containsEntry("zk_oversize_requests", "1");

        assertThat(first.call(OpCode.AUTH, new AuthRequest(0, "ensemble", "there".getBytes(UTF_8)), -4)
                        .err())
                .isZero();
        first.sendFrame(
                RawClient.request(-4, OpCode.AUTH, new AuthRequest(0, "ensemble", "x".getBytes(UTF_8)).toBytes()));
        assertThat(first.receive())
                .as("closed, so that it tries another server")
                .isInstanceOf(Incoming.Closed.class);
        assertThat(FourLetter.monitor(server.port()))
                .containsEntry("zk_ensemble_auth_success", "1")
                .containsEntry("zk_ensemble_auth_fail", "1")
                .containsEntry("zk_ensemble_auth_skip", "0");

        second.sendBytes(ByteBuffer.allocate(Integer.BYTES).putInt(1 << 30).array());
        Await.until("the limit is named", LIMIT, () -> server.logText().contains("the value of jute.maxbuffer"));
    }

    private static int error(RawClient client, String path) throws IOException {
        return client.call(OpCode.EXISTS, new WatchedPathRequest(path, true)).err();
    }
}

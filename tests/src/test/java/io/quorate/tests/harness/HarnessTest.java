package io.quorate.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tools themselves, against a released server. */
class HarnessTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aServerKeepsItsDataAndItsSessionsOverAKill() throws Exception {
        ServerProcess server = sandbox.apache(ServerSettings.standalone()).start();
        RawClient.Session session;
        long lastZxid;
        try (RawClient client = RawClient.connect(server.port(), 30_000)) {
            session = client.session();
            lastZxid = client.call(OpCode.CREATE, new CreateRequest("/a", new byte[] {7}, Acl.OPEN, 1))
                    .zxid();
        }
        server.kill();
        assertThat(server.isAlive()).isFalse();
        server.start();
        try (RawClient client = RawClient.resume(server.port(), session, lastZxid)) {
            assertThat(client).as("the session lives on").isNotNull();
            assertThat(data(client, "/a")).containsExactly(7);
            assertThat(client.closeSession()).isTrue();
        }
        assertThat(FourLetter.srvr(server.port(), "Mode")).isEqualTo("standalone");
        assertThat(FourLetter.monitor(server.port()).get("zk_server_state")).isEqualTo("standalone");
        assertThat(server.residentBytes()).isGreaterThan(10L << 20);
        assertThat(server.stop()).as("exit code after SIGTERM").isEqualTo(143);
    }

    @Test
    void eventsComeInTheOrderOfArrival() throws Exception {
        ServerProcess server = sandbox.apache(ServerSettings.standalone()).start();
        try (RawClient client = RawClient.connect(server.port(), 30_000)) {
            client.call(OpCode.CREATE, new CreateRequest("/a", null, Acl.OPEN, 0));
            client.call(OpCode.GET_DATA, new WatchedPathRequest("/a", true));
            int xid = client.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[1], -1));
            assertThat(client.receive()).isInstanceOfSatisfying(Incoming.Event.class, event -> {
                assertThat(event.event().type()).isEqualTo(WatcherEvent.NODE_DATA_CHANGED);
                assertThat(event.event().path()).isEqualTo("/a");
            });
            assertThat(client.awaitReply(xid).err()).isZero();
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        ServerProcess server = sandbox.apache(ServerSettings.standalone().with("tickTime", "soon"));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(server::start))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("instead of serving")
                .hasMessageContaining("soon");
    }

    private static byte[] data(RawClient client, String path) throws Exception {
        byte[] body = client.call(OpCode.GET_DATA, new WatchedPathRequest(path, false))
                .body();
        return GetDataResponse.read(JuteReader.of(body)).data();
    }

    @Test
    void theJudgeAnswersFourLetterWords() throws Exception {
        ServerProcess server = sandbox.apache(ServerSettings.standalone()).start();
        assertThat(FourLetter.ask(server.port(), "ruok").getBytes(StandardCharsets.US_ASCII))
                .hasSize(4);
    }
}

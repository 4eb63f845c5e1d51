package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.Xid;
import io.quorate.jute.proto.AuthRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Calls whose time is limited. */
class RequestTimeoutTest {
    private static final int LIMIT = 500;

    private final ScriptedSession session = new ScriptedSession("a:1", 9000, false, LIMIT);

    @Test
    void aCallThatWasSentFailsAloneAndItsReplyCountsForNothing() {
        session.started(0x12);
        session.getData("/1", true);
        session.pass(300);
        session.getData("/2", false);
        session.pass(300);
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: REQUEST_TIMEOUT");
        assertThat(session.failures)
                .containsExactly(
                        "KeeperErrorCode = RequestTimeout for /1: sent, and no reply within 500 ms; it may have"
                                + " taken effect");
        session.reply(1, 5, 0);
        session.reply(2, 6, ErrorCode.NO_NODE.code());
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: REQUEST_TIMEOUT", "/2: NO_NODE");
        session.event(3, "/1", 7);
        assertThat(session.heard).as("a watch that nobody was told of").hasSize(3);
        session.pass(2000);
        assertThat(session.heard).hasSize(3);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void aCallThatWasNotSentIsNotSentLater() {
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        session.pass(400);
        session.getData("/2", false);
        session.pass(100);
        assertThat(session.failures)
                .containsExactly(
                        "KeeperErrorCode = RequestTimeout for /1: not sent within 500 ms; it has had no effect");
        session.accepted(0x12);
        assertThat(session.sent()).hasToString("[1 getData]");
        session.reply(1, 5, 0);
        assertThat(session.heard).containsExactly("/1: REQUEST_TIMEOUT", "session SyncConnected", "/2: ok");
    }

    @Test
    void aLostConnectionFailsTheOthersOnce() {
        session.started(0x12);
        session.getData("/1", false);
        session.pass(300);
        session.getData("/2", false);
        session.pass(200);
        session.lost();
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected", "/1: REQUEST_TIMEOUT", "/2: CONNECTION_LOSS", "session Disconnected");
        session.pass(400);
        assertThat(session.heard).hasSize(4);
    }

    @Test
    void aCredentialThatIsNotAnsweredIsShownAgainAllTheSame() {
        session.started(0x12);
        CompletableFuture<Void> added = new CompletableFuture<>();
        session.cnxn.onAuth(new AuthRequest(0, "digest", new byte[] {1}), added, session.now);
        session.pass(499);
        assertThat(added).isNotDone();
        session.pass(1);
        assertThat(added)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("addAuth digest: no answer in time");
        session.reply(Xid.AUTH, 0, 0);
        CompletableFuture<Void> again = new CompletableFuture<>();
        session.cnxn.onAuth(new AuthRequest(0, "digest", new byte[] {1}), again, session.now);
        assertThat(again).as("it was accepted, if late").isCompleted();
        session.sent();
        session.lost();
        session.pass(0);
        session.accepted(0x12);
        assertThat(session.sent()).hasToString("[-4 auth]");
    }

    @Test
    void withoutALimitCallsWait() {
        ScriptedSession patient = new ScriptedSession("a:1", 9000).started(0x12);
        patient.getData("/1", false);
        for (int i = 0; i < 100; i++) {
            patient.pass(1000);
            patient.reply(-2, 0, 0);
        }
        assertThat(patient.heard).containsExactly("session SyncConnected");
    }

    @Test
    void refusesWhatIsNoTime() {
        ZooKeeperBuilder builder = ZooKeeper.builder("a:1");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

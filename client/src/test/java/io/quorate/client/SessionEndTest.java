package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.ConnectResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of a session that is over, or may be, and how one is handed over. */
class SessionEndTest {
    private static final int TIMEOUT = 9000;

    private final ScriptedSession session = new ScriptedSession("a:1", TIMEOUT);

    @Test
    void everybodyIsToldOfAnExpiryAndEveryCallNamesTheSession() {
        CompletableFuture<SessionEnd> ended = session.cnxn.events().ended().copy();
        session.started(0x1234);
        session.lost();
        session.pass(0);
        session.handshake();
        session.getData("/waiting", false);
        session.answerHandshake(new ConnectResponse(0, 0, 0, ScriptedSession.PASSWORD, false, true));
        session.getData("/later", false);
        assertThat(session.told).containsExactly("session 0x1234 has expired, said a:1");
        assertThat(session.failures)
                .containsExactly(
                        "KeeperErrorCode = Session expired for /waiting: session 0x1234 has expired, said a:1",
                        "KeeperErrorCode = Session expired for /later: session 0x1234 has expired, said a:1");
        assertThat(ended).isCompletedWithValue(new SessionEnd(SessionState.EXPIRED, 0x1234, "has expired, said a:1"));
        assertThat(ended.join().isExpiry()).isTrue();
        assertThat(session.heard).endsWith("/waiting: SESSION_EXPIRED", "session Expired", "/later: SESSION_EXPIRED");
    }

    @Test
    void theListenerIsToldOnceThatTheSessionMayBeOver() {
        session.started(0x1234);
        session.pass(1000);
        session.reply(-2, 0, 0);
        session.pass(500);
        session.lost();
        session.pass(TIMEOUT - 501);
        assertThat(session.told).isEmpty();
        session.pass(1);
        assertThat(session.told).containsExactly("overdue");
        session.pass(20 * TIMEOUT);
        assertThat(session.told).containsExactly("overdue");
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        session.cnxn.onDisconnected("test", session.now);
        session.pass(10);
    }

    @Test
    void aConnectionInTimeIsNotOverdue() {
        session.started(0x1234);
        session.lost();
        session.pass(100);
        session.accepted(0x1234);
        session.pass(TIMEOUT / 2);
        session.reply(-2, 0, 0);
        session.pass(TIMEOUT / 2);
        assertThat(session.told).isEmpty();
    }

    @Test
    void anEndIsFinal() {
        assertThatThrownBy(() -> new SessionEnd(SessionState.CONNECTED, 1, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSessionIsHandedOverWhenItsCallsAreAnswered() {
        session.started(0x1234);
        session.getData("/1", false);
        CompletableFuture<SessionTicket> ticket = new CompletableFuture<>();
        session.cnxn.onDetach(ticket, session.now);
        assertThat(ticket).isNotDone();
        session.reply(1, 0x77, 0);
        assertThat(session.isLinked()).isFalse();
        assertThat(ticket.join().sessionId()).isEqualTo(0x1234);
        assertThat(ticket.join().lastZxid()).isEqualTo(0x77);
        assertThat(session.sent()).as("no closeSession").isEmpty();
        assertThat(session.cnxn.state()).isEqualTo(SessionState.DETACHED);
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: ok", "session Closed");
        assertThat(session.told).containsExactly("session 0x1234 was handed over");
        session.getData("/2", false);
        assertThat(session.failures)
                .containsExactly("KeeperErrorCode = Session expired for /2: session 0x1234 was handed over");
    }

    @Test
    void aSessionWithoutAConnectionIsHandedOverAtOnce() {
        session.started(0x1234);
        session.lost();
        session.getData("/1", false);
        CompletableFuture<SessionTicket> ticket = new CompletableFuture<>();
        session.cnxn.onDetach(ticket, session.now);
        assertThat(ticket).isCompleted();
        assertThat(session.heard).contains("/1: CONNECTION_LOSS");
        assertThat(session.cnxn.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatCannotBeHandedOverSaysSo() {
        session.cnxn.onStart(session.now);
        CompletableFuture<SessionTicket> early = new CompletableFuture<>();
        session.cnxn.onDetach(early, session.now);
        assertThat(early).isCompletedExceptionally();
        session.accepted(0x1234);
        session.cnxn.onClose(session.now);
        CompletableFuture<SessionTicket> late = new CompletableFuture<>();
        session.cnxn.onDetach(late, session.now);
        assertThatThrownBy(late::join).hasMessageContaining("session 0x1234 is closed");
    }

    @Test
    void aTicketDoesNotPrintItsPassword() {
        assertThat(new SessionTicket(0x12, new byte[] {42}, 3)).hasToString("ticket of session 0x12 at zxid 0x3");
        assertThatThrownBy(() -> new SessionTicket(0, new byte[0], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyCodeHasAClassAndAnAnswerItsZxid() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code != ErrorCode.OK) {
                KeeperException failure = KeeperException.ofReply(code, "/a", 5);
                assertThat(failure.getClass().getSimpleName().replaceAll("Exception$", ""))
                        .isEqualToIgnoringCase(code.name().replace("_", ""));
                assertThat(failure.code()).isEqualTo(code);
                assertThat(failure.here()).isInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
                assertThat(failure.here().zxid()).isEqualTo(5);
                assertThat(failure.here().path()).isEqualTo("/a");
            }
        }
        assertThat(KeeperException.of(ErrorCode.NO_NODE, "/a").zxid()).isEqualTo(KeeperException.NO_ZXID);
    }
}

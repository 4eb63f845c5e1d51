package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Xid;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The session's state machine, with every server, connection and clock in the hands of the test. */
class ClientCnxnTest {
    private static final long ID = 0x1234;
    private static final int TIMEOUT = 9000;

    private final ScriptedSession session = new ScriptedSession("a:1,b:2,c:3", TIMEOUT);

    @Test
    void asksForANewSessionAndTakesWhatIsGranted() {
        session.cnxn.onStart(session.now);
        ConnectRequest request = session.handshake();
        assertThat(request.sessionId()).isZero();
        assertThat(request.timeOut()).isEqualTo(TIMEOUT);
        assertThat(request.passwd()).hasSize(ConnectResponse.PASSWD_BYTES);
        assertThat(request.hasReadOnly()).isTrue();
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);

        session.answerHandshake(new ConnectResponse(0, 6000, ID, ScriptedSession.PASSWORD, false, true));
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTED);
        assertThat(session.cnxn.identity().sessionId()).isEqualTo(ID);
        assertThat(session.cnxn.identity().timeoutMillis()).isEqualTo(6000);
        assertThat(session.cnxn.events().connected()).isCompleted();
        assertThat(session.heard).containsExactly("session SyncConnected");
    }

    @Test
    void takesAnAnswerWithoutTheReadOnlyByte() {
        session.cnxn.onStart(session.now);
        session.handshake();
        session.answerHandshake(new ConnectResponse(0, TIMEOUT, ID, ScriptedSession.PASSWORD, false, false));
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void callsWaitForTheConnectionAndGoOutInOrder() {
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        session.getData("/2", false);
        session.accepted(ID);
        assertThat(session.sent()).hasToString("[1 getData, 2 getData]");
    }

    @Test
    void repliesEndTheirCallsAndErrorsAreTyped() {
        session.started(ID);
        session.getData("/1", false);
        session.getData("/2", false);
        session.reply(1, 5, 0);
        session.reply(2, 5, ErrorCode.NO_NODE.code());
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: ok", "/2: NO_NODE");
    }

    @Test
    void aReplyOutOfOrderCostsTheConnection() {
        session.started(ID);
        session.getData("/1", false);
        session.getData("/2", false);
        session.reply(2, 5, 0);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected", "/1: CONNECTION_LOSS", "/2: CONNECTION_LOSS", "session Disconnected");
    }

    @Test
    void aLossFailsAllCallsMadeBeforeItAlsoThoseNotSent() {
        session.started(ID);
        session.getData("/sent", false);
        session.writable = false;
        session.getData("/not sent", false);
        session.lost();
        session.writable = true;
        session.getData("/later", false);
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected",
                        "/sent: CONNECTION_LOSS",
                        "/not sent: CONNECTION_LOSS",
                        "session Disconnected");
        session.pass(0);
        session.accepted(ID);
        assertThat(session.sent()).hasToString("[2 getData]");
    }

    @Test
    void callsMadeWithoutAConnectionFailWhenEveryServerWasTried() {
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        session.lost();
        session.pass(0);
        session.lost();
        session.pass(0);
        assertThat(session.heard).isEmpty();
        session.lost();
        assertThat(session.heard).containsExactly("/1: CONNECTION_LOSS");
        assertThat(new HashSet<>(session.attempts))
                .isEqualTo(Set.of(new HostPort("a", 1), new HostPort("b", 2), new HostPort("c", 3)));
    }

    @Test
    void triesTheServersInTurnAndPausesAfterEachRound() {
        session.cnxn.onStart(session.now);
        for (int attempt = 1; attempt < 12; attempt++) {
            session.lost();
            long pause = session.cnxn.nextDeadline() - session.now;
            if (attempt < 3) {
                assertThat(pause).isZero();
            } else {
                assertThat(pause).isBetween(50L, 1000L);
            }
            session.pass(pause);
        }
        assertThat(session.attempts.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(session.attempts.subList(3, 6)).isEqualTo(session.attempts.subList(0, 3));
    }

    @Test
    void goesOnWithTheSameSessionAtTheNextServer() {
        session.started(ID);
        session.getData("/1", false);
        session.reply(1, 77, 0);
        session.lost();
        session.pass(0);
        ConnectRequest request = session.accepted(ID);
        assertThat(request.sessionId()).isEqualTo(ID);
        assertThat(request.lastZxidSeen()).isEqualTo(77);
        assertThat(session.attempts.get(1)).isNotEqualTo(session.attempts.get(0));
        assertThat(session.heard)
                .containsExactly("session SyncConnected", "/1: ok", "session Disconnected", "session SyncConnected");
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAfterItsShareOfTheTimeout() {
        session.cnxn.onStart(session.now);
        session.pass(TIMEOUT / 3 - 1);
        assertThat(session.attempts).hasSize(1);
        session.pass(1);
        assertThat(session.attempts).hasSize(2);
        session.handshake();
        session.pass(TIMEOUT / 3);
        assertThat(session.attempts).hasSize(3);
    }

    @Test
    void pingsAfterAThirdOfSilenceAndLeavesAfterTwo() {
        session.started(ID);
        session.pass(TIMEOUT / 3 - 1);
        assertThat(session.sent()).isEmpty();
        session.pass(1);
        assertThat(session.sent()).hasToString("[-2 ping]");
        session.pass(100);
        session.reply(Xid.PING, 3, 0);
        session.pass(TIMEOUT / 3 - 100);
        assertThat(session.sent()).hasToString("[-2 ping]");
        session.pass(TIMEOUT / 3);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTED);
        session.pass(100);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        assertThat(session.heard).containsExactly("session SyncConnected", "session Disconnected");
        assertThat(session.attempts).hasSize(2);
    }

    @Test
    void requestsStandInForPings() {
        session.started(ID);
        for (int i = 1; i <= 10; i++) {
            session.pass(TIMEOUT / 4);
            session.getData("/" + i, false);
            session.reply(i, 3, 0);
        }
        assertThat(session.sent()).hasSize(10).allMatch(sent -> sent.opCode() == OpCode.GET_DATA);
    }

    @Test
    void expiryIsToldOnceAndFailsEverything() {
        session.started(ID);
        session.getData("/watched", true);
        session.reply(1, 5, 0);
        session.lost();
        session.getData("/waiting", false);
        session.pass(0);
        session.handshake();
        session.answerHandshake(ConnectResponse.refused(true));
        session.getData("/later", false);
        session.pass(100_000);
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected",
                        "/watched: ok",
                        "session Disconnected",
                        "watcher of /watched: None Disconnected null",
                        "/waiting: SESSION_EXPIRED",
                        "session Expired",
                        "watcher of /watched: None Expired null",
                        "/later: SESSION_EXPIRED");
        assertThat(session.cnxn.state()).isEqualTo(SessionState.EXPIRED);
        assertThat(session.attempts).hasSize(2);
    }

    @Test
    void eventsComeBeforeTheRepliesThatFollowThem() {
        session.started(ID);
        session.getData("/1", true);
        session.reply(1, 5, 0);
        session.getData("/1", false);
        session.event(WatcherEvent.NODE_DATA_CHANGED, "/1", 6);
        session.reply(2, 6, 0);
        session.event(WatcherEvent.NODE_DATA_CHANGED, "/1", 7);
        assertThat(session.heard)
                .containsExactly(
                        "session SyncConnected", "/1: ok", "watcher of /1: NodeDataChanged SyncConnected /1", "/1: ok");
    }

    @Test
    void armsItsWatchesAtTheNextServerFromTheLastReplySeen() {
        session.started(ID);
        session.getData("/1", true);
        session.reply(1, 5, 0);
        session.getData("/2", true);
        session.reply(2, 6, 0);
        session.event(WatcherEvent.NODE_DATA_CHANGED, "/2", 9);
        session.sent();
        session.lost();
        session.pass(0);
        ConnectRequest request = session.accepted(ID);
        // The state of zxid 9 was seen, but another event of zxid 9 may have been lost with the connection.
        assertThat(request.lastZxidSeen()).isEqualTo(9);
        List<ScriptedSession.Sent> sent = session.sent();
        assertThat(sent).hasToString("[-8 setWatches]");
        assertThat(sent.get(0).request()).isEqualTo(new SetWatchesRequest(6, List.of("/1"), List.of(), List.of()));
    }

    @Test
    void watchesThatCouldNotBeArmedCostTheConnection() {
        session.started(ID);
        session.getData("/1", true);
        session.reply(1, 5, 0);
        session.lost();
        session.pass(0);
        session.accepted(ID);
        session.reply(Xid.SET_WATCHES, 5, ErrorCode.THROTTLED_OP.code());
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        session.pass(0);
        session.accepted(ID);
        assertThat(session.sent()).hasToString("[-8 setWatches]");
    }

    @Test
    void credentialsAreShownToEveryServerBeforeAnythingElse() {
        session.started(ID);
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        session.cnxn.onAuth(credential("u:p"), accepted, session.now);
        session.cnxn.onAuth(credential("u:p"), new CompletableFuture<>(), session.now);
        session.cnxn.onAuth(credential("v:p"), new CompletableFuture<>(), session.now);
        assertThat(accepted).isNotDone();
        session.reply(Xid.AUTH, 0, 0);
        assertThat(accepted).isCompleted();
        session.sent();
        session.lost();
        session.getData("/1", false);
        session.pass(0);
        session.accepted(ID);
        assertThat(session.sent()).hasToString("[-4 auth, -4 auth, 1 getData]");
    }

    @Test
    void aRefusedCredentialEndsTheSession() {
        session.started(ID);
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        session.getData("/1", false);
        session.cnxn.onAuth(credential("u:p"), accepted, session.now);
        session.reply(Xid.AUTH, 0, ErrorCode.AUTH_FAILED.code());
        session.getData("/2", false);
        assertThat(accepted).isCompletedExceptionally();
        assertThat(session.cnxn.state()).isEqualTo(SessionState.AUTH_FAILED);
        assertThat(session.heard)
                .containsExactly("session SyncConnected", "/1: AUTH_FAILED", "session AuthFailed", "/2: AUTH_FAILED");
        assertThat(session.isLinked()).isFalse();
    }

    @Test
    void closesAfterTheCallsMadeBefore() {
        session.started(ID);
        session.getData("/1", false);
        CompletableFuture<Void> closed = session.cnxn.onClose(session.now);
        assertThat(session.sent()).hasToString("[1 getData, 2 closeSession]");
        session.reply(1, 5, 0);
        assertThat(closed).isNotDone();
        session.reply(2, 6, 0);
        assertThat(closed).isCompleted();
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CLOSED);
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: ok", "session Closed");
        assertThat(session.isLinked()).isFalse();
    }

    @Test
    void closingWithoutAConnectionTriesOneServerAndNoMore() {
        session.started(ID);
        session.lost();
        CompletableFuture<Void> closed = session.cnxn.onClose(session.now);
        assertThat(session.attempts).hasSize(2);
        session.lost();
        assertThat(closed).isCompleted();
        session.pass(100_000);
        assertThat(session.attempts).hasSize(2);
        assertThat(session.heard).containsExactly("session SyncConnected", "session Disconnected", "session Closed");
    }

    @Test
    void closingASessionThatNoServerKnowsIsImmediate() {
        session.cnxn.onStart(session.now);
        session.getData("/1", false);
        assertThat(session.cnxn.onClose(session.now)).isCompleted();
        assertThat(session.heard).containsExactly("/1: CONNECTION_LOSS", "session Closed");
        assertThat(session.cnxn.events().connected()).isCompletedExceptionally();
    }

    @Test
    void requestsThatAreTooLongFailAloneAndTakeNoRoom() {
        session.started(ID);
        session.getData("/" + "x".repeat(2000), false);
        session.getData("/1", false);
        assertThat(session.heard.get(1)).endsWith("xx: BAD_ARGUMENTS");
        List<ScriptedSession.Sent> sent = session.sent();
        assertThat(sent).hasSize(1);
        session.reply(sent.get(0).xid(), 5, 0);
        assertThat(session.heard).endsWith("/1: ok");
    }

    @Test
    void repliesThatAreTooLongFailTheirCallsAlone() {
        session.started(ID);
        session.getData("/1", false);
        session.getData("/2", false);
        session.cnxn.onOversize(new OversizeReply(new ReplyHeader(1, 5, 0), 5000), session.now);
        session.reply(2, 5, 0);
        assertThat(session.heard).containsExactly("session SyncConnected", "/1: MARSHALLING_ERROR", "/2: ok");
    }

    @Test
    void garbageCostsTheConnection() {
        session.cnxn.onStart(session.now);
        session.handshake();
        // A read-only server without local sessions answers with a bare reply header.
        session.frame(new ReplyHeader(0, 5, ErrorCode.NOT_READ_ONLY.code()).toBytes());
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        session.pass(0);
        session.accepted(ID);
        session.frame(new byte[] {1, 2, 3});
        assertThat(session.heard).containsExactly("session SyncConnected", "session Disconnected");
        session.pass(0);
        session.accepted(ID);
        session.event(99, "/1", 5);
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
    }

    @Test
    void aReadOnlyServerIsRefusedUnlessAllowed() {
        session.cnxn.onStart(session.now);
        session.handshake();
        session.answerHandshake(new ConnectResponse(0, TIMEOUT, ID, ScriptedSession.PASSWORD, true, true));
        assertThat(session.cnxn.state()).isEqualTo(SessionState.CONNECTING);
        assertThat(session.heard).isEmpty();
    }

    @Test
    void aReadOnlyServerIsLeftForOneThatTakesWrites() {
        ScriptedSession reader = new ScriptedSession("a:1,b:2,c:3", TIMEOUT, true);
        reader.cnxn.onStart(reader.now);
        assertThat(reader.handshake().readOnly()).isTrue();
        reader.answerHandshake(new ConnectResponse(0, TIMEOUT, ID, ScriptedSession.PASSWORD, true, true));
        assertThat(reader.cnxn.state()).isEqualTo(SessionState.CONNECTED_READ_ONLY);
        reader.pass(300);
        assertThat(reader.probes).hasSize(2);
        HostPort first = reader.probes.get(0);
        reader.cnxn.onProbed(first, false, reader.now);
        assertThat(reader.cnxn.state()).isEqualTo(SessionState.CONNECTED_READ_ONLY);
        reader.cnxn.onProbed(first, true, reader.now);
        reader.pass(0);
        assertThat(reader.attempts).endsWith(first);
        // The id that a server without a quorum gave out means nothing to the others.
        assertThat(reader.handshake().sessionId()).isZero();
        reader.answerHandshake(new ConnectResponse(0, TIMEOUT, ID + 1, ScriptedSession.PASSWORD, false, true));
        assertThat(reader.heard)
                .containsExactly("session ConnectedReadOnly", "session Disconnected", "session SyncConnected");
        reader.pass(TIMEOUT / 3);
        assertThat(reader.probes).hasSize(2);
    }

    @Test
    void removingAWatchTellsTheServerOnlyWhenItIsTheLastOne() {
        session.started(ID);
        Watcher one = session.watcherOf("one");
        Watcher other = session.watcherOf("other");
        watch("/1", one, 1);
        watch("/1", other, 2);
        session.sent();
        WatchRemoval first = new WatchRemoval("/1", "/1", one, WatcherType.DATA, false);
        session.cnxn.onRemoveWatches(first, session.now);
        assertThat(session.sent()).hasToString("[3 checkWatches]");
        session.reply(3, 5, 0);
        assertThat(first.result()).isCompleted();
        WatchRemoval last = new WatchRemoval("/1", "/1", other, WatcherType.ANY, false);
        session.cnxn.onRemoveWatches(last, session.now);
        assertThat(session.sent()).hasToString("[4 removeWatches]");
        session.reply(4, 5, 0);
        WatchRemoval none = new WatchRemoval("/1", "/1", other, WatcherType.ANY, false);
        session.cnxn.onRemoveWatches(none, session.now);
        assertThat(none.result()).isCompletedExceptionally();
        assertThat(session.heard)
                .containsSubsequence(
                        "watcher of one: DataWatchRemoved SyncConnected /1",
                        "watcher of other: DataWatchRemoved SyncConnected /1");
    }

    @Test
    void aWatchCanBeForgottenWithoutAServer() {
        session.started(ID);
        watch("/1", session.watcherOf("one"), 1);
        session.lost();
        WatchRemoval removal = new WatchRemoval("/1", "/1", null, WatcherType.DATA, true);
        session.cnxn.onRemoveWatches(removal, session.now);
        assertThat(removal.result()).isCompleted();
        session.pass(0);
        session.accepted(ID);
        assertThat(session.sent()).isEmpty();
    }

    private void watch(String path, Watcher watcher, int xid) {
        Call<NodeData> call = new Call<>(OpCode.GET_DATA, new WatchedPathRequest(path, true), path, body -> null);
        session.submit(call.onSuccess((watches, code) -> watches.add(WatchRegistry.Kind.DATA, path, watcher)));
        session.reply(xid, 5, 0);
    }

    private static AuthRequest credential(String text) {
        return new AuthRequest(0, "digest", text.getBytes(StandardCharsets.UTF_8));
    }
}

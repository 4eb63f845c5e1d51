package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has lost its quorum and serves reads. */
class ReadOnlyModeTest {
    private static final int AFTER_MILLIS = 2_000;
    private static final int TIMEOUT_MILLIS = 1_000;

    private final TestEnsemble ensemble = new TestEnsemble(3, 0);
    private Server server;

    @BeforeEach
    void start() {
        ensemble.clients = new ClientOptions(false, false, true);
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        server = ensemble.server(1);
    }

    private void loseTheQuorum() {
        ensemble.server(2).crash();
        ensemble.server(3).crash();
    }

    private long open(Object client) {
        ask(new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(TIMEOUT_MILLIS), List.of(), client));
        return server.opened.getOrDefault(client, 0L);
    }

    private void ask(Request request) {
        server.input(peer -> peer.onRequests(List.of(request)));
        ensemble.settle();
    }

    @Test
    void readsAreServedWhenTheElectionTakesLong() {
        loseTheQuorum();
        ensemble.pass(AFTER_MILLIS - 100);
        assertThat(server.readable).isNull();
        assertThat(server.peer.status().quorum().readOnly()).isFalse();
        ensemble.pass(200);
        assertThat(server.readable).isSameAs(server.peer.committed());
        assertThat(server.peer.status().quorum().readOnly()).isTrue();
        assertThat(server.isServing()).isFalse();
    }

    @Test
    void theyEndAtOnceWhenThereIsALeader() {
        loseTheQuorum();
        ensemble.pass(AFTER_MILLIS + 100);
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(server.readable).isNull();
        assertThat(server.isServing()).isTrue();
        List<String> story =
                ensemble.story.stream().filter(line -> line.startsWith("1 ")).toList();
        assertThat(story.get(story.size() - 2)).isEqualTo("1 stops serving");
        assertThat(story.get(story.size() - 1)).startsWith("1 serves from");
    }

    @Test
    void whatMayBeDroppedAgainIsNotShown() {
        Server leader = ensemble.leader();
        long session = openGlobal(leader);
        ensemble.server(1).crash();
        ensemble.server(2).crash();
        leader.input(peer -> peer.onRequests(List.of(new Request(
                session, 1, OpCode.CREATE, new CreateRequest("/a", null, Acl.OPEN, 0), List.of(), "client"))));
        ensemble.settle();
        ensemble.pass(AFTER_MILLIS + 2_000);
        assertThat(leader.peer.committed().find("/a")).as("all that is logged").isNotNull();
        assertThat(leader.readable.find("/a")).isNull();
        assertThat(leader.readable.hasSession(session)).isTrue();
    }

    private long openGlobal(Server at) {
        at.input(peer -> peer.onRequests(List.of(new Request(
                0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(TIMEOUT_MILLIS), List.of(), "global"))));
        ensemble.settle();
        return at.published.get(at.published.size() - 1).entry().header().clientId();
    }

    @Test
    void sessionsAreKnownHereOnly() {
        loseTheQuorum();
        assertThat(open("early")).isZero();
        ensemble.pass(AFTER_MILLIS + 100);
        long session = open("client");
        assertThat(session >>> 56).isEqualTo(1);
        server.input(peer -> peer.onReopen(new Reopen(session, SessionPassword.of(session), TIMEOUT_MILLIS, "anew")));
        server.input(peer -> peer.onReopen(new Reopen(session, new byte[16], TIMEOUT_MILLIS, "stranger")));
        server.input(peer -> peer.onReopen(new Reopen(7, SessionPassword.of(7), TIMEOUT_MILLIS, "unknown")));
        assertThat(server.reopened).containsExactly(true, false, false);
        ensemble.pass(TIMEOUT_MILLIS / 2);
        assertThat(server.ended).isEmpty();
        ensemble.pass(TIMEOUT_MILLIS);
        assertThat(server.ended).containsExactly(session);
        long other = open("other");
        ask(new Request(other, 1, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, List.of(), "close"));
        assertThat(server.ended).containsExactly(session, other);
        long left = open("left");
        ensemble.start(2);
        ensemble.pass(1_000);
        assertThat(server.isServing()).isTrue();
        assertThat(server.peer.committed().sessions()).isEmpty();
        server.input(peer -> peer.onReopen(new Reopen(left, SessionPassword.of(left), TIMEOUT_MILLIS, "left")));
        ensemble.settle();
        assertThat(server.reopened).containsExactly(true, false, false, false);
    }

    @Test
    void aServerThatHasLostItsDataShowsNothing() {
        loseTheQuorum();
        server.crash();
        server.lost = true;
        server.start();
        ensemble.pass(AFTER_MILLIS + 100);
        assertThat(server.readable).isNull();
    }

    @Test
    void norDoesOneThatIsNotToldTo() {
        ensemble.clients = ClientOptions.DEFAULT;
        loseTheQuorum();
        server.crash();
        server.start();
        ensemble.pass(AFTER_MILLIS + 100);
        assertThat(server.readable).isNull();
    }
}

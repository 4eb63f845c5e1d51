package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.quorum.LearnerRequest;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.quorum.TestEnsemble.Server;
import io.quorate.tree.DataTree;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that only their server knows, at the leader (3), a follower (1) and an observer (4). */
class LocalSessionsTest {
    private static final long LEADER = 3;
    private static final long FOLLOWER = 1;
    private static final long OBSERVER = 4;

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int PERSISTENT = 0;
    private static final int EPHEMERAL = 1;

    private TestEnsemble ensemble;
    private Server server;
    private long session;

    private void open(long sid, boolean upgrades) {
        ensemble = new TestEnsemble(3, 1);
        ensemble.clients = new ClientOptions(true, upgrades, false);
        ensemble.start(1, 2, 3, 4);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(LEADER);
        server = ensemble.server(sid);
        session = openAnother("client");
    }

    private long openAnother(Object client) {
        ask(new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(TIMEOUT_MILLIS), List.of(), client));
        return server.opened.get(client);
    }

    private void ask(Request... requests) {
        server.input(peer -> peer.onRequests(List.of(requests)));
        ensemble.settle();
    }

    private Request create(int cxid, String path, int flags) {
        return request(cxid, OpCode.CREATE, new CreateRequest(path, new byte[0], Acl.OPEN, flags));
    }

    private Request request(int cxid, int opCode, io.quorate.jute.proto.Request body) {
        return new Request(session, cxid, opCode, body, List.of(), "request " + cxid);
    }

    private Request close(int cxid) {
        return request(cxid, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
    }

    private DataTree leadersTree() {
        return ensemble.server(LEADER).peer.committed();
    }

    /** The transactions that this server's client side was told of, without those before the session. */
    private Proposal last() {
        return server.published.get(server.published.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void itTakesNoTransactionAndMayWrite(long sid) {
        open(sid, false);
        assertThat(session >>> 56).isEqualTo(sid);
        assertThat(server.published).isEmpty();
        ask(create(1, "/a", PERSISTENT));
        assertThat(last().request().origin()).isEqualTo("request 1");
        assertThat(leadersTree().find("/a")).isNotNull();
        assertThat(leadersTree().sessions()).isEmpty();
        int before = server.published.size();
        ask(close(2));
        assertThat(server.ended).containsExactly(session);
        assertThat(server.published).hasSize(before);
        assertThat(server.peer.status().localSessionDeadlines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void itExpiresUnlessItIsHeardOf(long sid) {
        open(sid, false);
        for (int i = 0; i < 5; i++) {
            ensemble.pass(TIMEOUT_MILLIS / 2);
            server.input(peer -> peer.onTouched(List.of(session)));
        }
        assertThat(server.ended).isEmpty();
        ensemble.pass(TIMEOUT_MILLIS + 2 * TestEnsemble.TICK);
        assertThat(server.ended).containsExactly(session);
        assertThat(server.peer.status().expiredSessions()).isEqualTo(1);
        assertThat(server.published).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void itGoesOnAtItsServerOnly(long sid) {
        open(sid, false);
        reopen(server);
        Server other = ensemble.server(2);
        reopen(other);
        assertThat(server.reopened).containsExactly(true);
        assertThat(other.reopened).containsExactly(false);
        ask(close(1));
        reopen(server);
        assertThat(server.reopened).containsExactly(true, false);
    }

    private void reopen(Server at) {
        at.input(peer -> peer.onReopen(new Reopen(session, SessionPassword.of(session), TIMEOUT_MILLIS, "anew")));
        ensemble.settle();
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void anEphemeralIsRefused(long sid) {
        open(sid, false);
        ask(create(1, "/a", EPHEMERAL));
        // As of Apache's servers: the leader's transaction calls the session expired, its own server knows better.
        ErrorCode logged = sid == LEADER ? ErrorCode.EPHEMERAL_ON_LOCAL_SESSION : ErrorCode.SESSION_EXPIRED;
        assertThat(last().entry().txn()).isEqualTo(new ErrorTxn(logged.code()));
        if (sid != LEADER) {
            assertThat(last().request().refusal()).isEqualTo(ErrorCode.EPHEMERAL_ON_LOCAL_SESSION);
        }
        ask(create(2, "/a", PERSISTENT));
        assertThat(leadersTree().find("/a")).isNotNull();
        assertThat(last().request().refusal()).isEqualTo(ErrorCode.OK);
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void anEphemeralMakesItGlobal(long sid) {
        open(sid, true);
        ask(create(1, "/a", PERSISTENT), create(2, "/b", EPHEMERAL), create(3, "/c", EPHEMERAL), close(4));
        assertThat(server.published)
                .extracting(proposal -> proposal.entry().header().type())
                .containsExactly(
                        OpCode.CREATE, OpCode.CREATE_SESSION, OpCode.CREATE, OpCode.CREATE, OpCode.CLOSE_SESSION);
        assertThat(server.published).extracting(Proposal::request).allMatch(request -> request != null);
        assertThat(server.ended).isEmpty();
        assertThat(leadersTree().sessions()).isEmpty();
        assertThat(leadersTree().find("/a")).isNotNull();
        assertThat(leadersTree().find("/b")).isNull();
        reopen(server);
        assertThat(server.reopened).containsExactly(false);
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void oneThatIsGlobalMayMoveAndExpiresAtTheLeader(long sid) {
        open(sid, true);
        Op create = new Op(OpCode.CREATE2, new CreateRequest("/e", new byte[0], Acl.OPEN, EPHEMERAL));
        ask(request(1, OpCode.MULTI, new MultiRequest(List.of(create))));
        assertThat(leadersTree().find("/e").ephemeralOwner()).isEqualTo(session);
        assertThat(server.peer.status().localSessionDeadlines()).isEmpty();
        for (int i = 0; i < 5; i++) {
            ensemble.pass(TIMEOUT_MILLIS / 2);
            server.input(peer -> peer.onTouched(List.of(session)));
        }
        Server other = ensemble.server(2);
        reopen(other);
        assertThat(other.reopened).containsExactly(true);
        ensemble.pass(2 * TIMEOUT_MILLIS);
        assertThat(leadersTree().find("/e")).isNull();
        assertThat(leadersTree().sessions()).isEmpty();
        assertThat(server.ended).isEmpty();
    }

    /** The client breaks its connection off and comes back while the ensemble is still to be told of its session. */
    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void itMayComeBackWhileItIsMadeGlobal(long sid) {
        open(sid, true);
        ensemble.server(LEADER).slowDisk = true;
        ensemble.server(FOLLOWER).slowDisk = true;
        ensemble.server(2).slowDisk = true;
        ask(create(1, "/e", EPHEMERAL));
        assertThat(leadersTree().sessions()).isEmpty();
        reopen(server);
        assertThat(server.reopened).containsExactly(true);
        ensemble.servers.values().forEach(Server::diskWorks);
        assertThat(leadersTree().find("/e").ephemeralOwner()).isEqualTo(session);
    }

    /** A leader that takes unknown sessions for local ones must not do so with one that has ended. */
    @ParameterizedTest
    @ValueSource(longs = {FOLLOWER, OBSERVER})
    void aRequestThatIsLateForItsSessionIsRefused(long sid) {
        open(sid, true);
        ask(create(1, "/e", EPHEMERAL), close(2));
        assertThat(leadersTree().sessions()).isEmpty();
        late(create(3, "/late", PERSISTENT));
        assertThat(leadersTree().find("/late")).isNull();
        assertThat(last().entry().txn()).isEqualTo(new ErrorTxn(ErrorCode.SESSION_EXPIRED.code()));
        // One that never was a global one is not known to have ended.
        session++;
        late(create(4, "/local", PERSISTENT));
        assertThat(leadersTree().find("/local")).isNotNull();
        // One of the leader's own would be known to it.
        session = LEADER << 56 | 5;
        late(create(5, "/leaders", PERSISTENT));
        assertThat(leadersTree().find("/leaders")).isNull();
    }

    private void late(Request request) {
        byte[] data =
                new LearnerRequest(request.sessionId(), request.cxid(), request.opCode(), request.body()).toBytes();
        ensemble.toLeader(server.sid, new QuorumPacket(PacketType.REQUEST, -1, data, List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {LEADER, FOLLOWER, OBSERVER})
    void idsAreUnique(long sid) {
        open(sid, true);
        long first = session;
        ask(create(1, "/e", EPHEMERAL));
        assertThat(openAnother("another")).isNotEqualTo(first);
        assertThat(server.peer.status().localSessionDeadlines())
                .flatExtracting(PeerStatus.SessionDeadline::sessionIds)
                .doesNotContain(first);
    }
}

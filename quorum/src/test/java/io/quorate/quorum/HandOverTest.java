package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaders that end in an orderly way, and the clients of the others meanwhile. */
class HandOverTest {
    private static final int TICK = TestEnsemble.TICK;

    private final TestEnsemble ensemble = new TestEnsemble(3, 1);

    @Test
    void clientsStayWhereTheyAre() {
        startAll();
        Server leader = ensemble.leader();
        openSession(ensemble.server(1), 4_000);
        stop(leader);
        assertThat(ensemble.story)
                .contains("3 may end", "1 holds its clients", "2 holds its clients", "4 holds its clients");
        leader.crash();
        ensemble.pass(500);
        assertThat(ensemble.leader().sid).isEqualTo(2);
        assertThat(ensemble.story)
                .contains("1 goes on with its clients", "2 goes on with its clients", "4 goes on with its clients")
                .doesNotContain("1 stops serving", "2 stops serving", "4 stops serving");
    }

    @Test
    void whatWasTakenUpIsCommittedAndTheRestIsNotTouched() {
        startAll();
        Server leader = ensemble.leader();
        Server follower = ensemble.server(1);
        long session = openSession(follower, 4_000);
        for (long sid = 1; sid <= 3; sid++) {
            ensemble.server(sid).slowDisk = true;
        }
        create(follower, session, 1, "/taken");
        leader.input(QuorumPeer::onStop);
        ensemble.settle();
        assertThat(ensemble.story).doesNotContain("3 may end", "1 holds its clients");
        create(follower, session, 2, "/late");
        for (long sid = 1; sid <= 3; sid++) {
            ensemble.server(sid).diskWorks();
        }
        assertThat(ensemble.story).contains("3 may end", "1 holds its clients");
        assertThat(paths(follower)).contains("/taken").doesNotContain("/late");
        leader.crash();
        ensemble.pass(500);
        create(follower, session, 2, "/late");
        assertThat(paths(follower)).containsOnlyOnce("/taken").containsOnlyOnce("/late");
        assertThat(follower.peer.committed().find("/late")).isNotNull();
    }

    @Test
    void clientsAreSentAwayIfNobodyLeadsSoon() {
        startAll();
        Server leader = ensemble.leader();
        ensemble.server(2).crash();
        stop(leader);
        leader.crash();
        ensemble.pass(TICK - 20);
        assertThat(ensemble.story).contains("1 holds its clients").doesNotContain("1 stops serving");
        ensemble.pass(40);
        assertThat(ensemble.story).contains("1 stops serving");
        ensemble.start(2);
        ensemble.pass(1_000);
        assertThat(ensemble.server(1).isServing()).isTrue();
        assertThat(ensemble.story).doesNotContain("1 goes on with its clients");
    }

    @Test
    void aLeaderThatIsGoneWithoutAWordLeavesNobodyWaiting() {
        startAll();
        ensemble.leader().crash();
        ensemble.pass(500);
        assertThat(ensemble.story).contains("1 stops serving").doesNotContain("1 holds its clients");
    }

    @Test
    void whoIsLateIsToldWhatHappenedMeanwhile() {
        startAll();
        Server leader = ensemble.leader();
        long session = openSession(ensemble.server(2), 4_000);
        stop(leader);
        Server late = ensemble.server(4);
        late.slowDisk = true;
        leader.crash();
        ensemble.pass(50);
        create(ensemble.server(2), session, 1, "/meanwhile");
        assertThat(ensemble.server(2).peer.committed().find("/meanwhile")).isNotNull();
        late.published.clear();
        late.diskWorks();
        ensemble.settle();
        assertThat(paths(late)).containsExactly("/meanwhile");
        assertThat(ensemble.story).contains("4 goes on with its clients").doesNotContain("4 stops serving");
    }

    @Test
    void theNextLeaderKnowsWhatClientsHaveAgreedOn() {
        startAll();
        Server leader = ensemble.leader();
        Server follower = ensemble.server(1);
        long atFollower = openSession(follower, 10 * TICK);
        long atNext = openSession(ensemble.server(2), 10 * TICK);
        follower.input(
                peer -> peer.onReopen(new Reopen(atFollower, SessionPassword.of(atFollower), 60 * TICK, "connection")));
        ensemble.server(2)
                .input(peer -> peer.onReopen(new Reopen(atNext, SessionPassword.of(atNext), 60 * TICK, "connection")));
        ensemble.settle();
        stop(leader);
        leader.crash();
        ensemble.pass(2L * TICK);
        // As whoever holds the connections does when clients go on.
        follower.input(peer -> peer.onTouched(List.of(atFollower)));
        ensemble.pass(30L * TICK);
        assertThat(follower.peer.committed().hasSession(atFollower)).isTrue();
        assertThat(follower.peer.committed().hasSession(atNext)).isTrue();
        ensemble.pass(60L * TICK);
        assertThat(follower.peer.committed().hasSession(atFollower)).isFalse();
        assertThat(follower.peer.committed().hasSession(atNext)).isFalse();
    }

    @Test
    void theEndOfAnEpochSendsNobodyAway() {
        ensemble.counterEnd = 5;
        startAll();
        Server leader = ensemble.leader();
        long session = openSession(leader, 4_000);
        long epoch = Zxid.epoch(leader.peer.committed().lastZxid());
        for (int i = 0; i < 4; i++) {
            create(leader, session, i, "/n" + i);
        }
        ensemble.pass(500);
        assertThat(ensemble.story)
                .contains("3 holds its clients", "1 holds its clients", "3 goes on with its clients")
                .doesNotContain("3 stops serving", "1 stops serving");
        assertThat(Zxid.epoch(ensemble.leader().peer.committed().lastZxid())).isGreaterThan(epoch);
    }

    private void startAll() {
        ensemble.start(1, 2, 3, 4);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(3);
        ensemble.story.clear();
    }

    private void stop(Server server) {
        server.input(QuorumPeer::onStop);
        ensemble.settle();
    }

    private long openSession(Server server, int timeoutMillis) {
        server.input(peer -> peer.onRequests(List.of(new Request(
                0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(timeoutMillis), List.of(), "session"))));
        ensemble.settle();
        return server.published
                .get(server.published.size() - 1)
                .entry()
                .header()
                .clientId();
    }

    private void create(Server server, long session, int cxid, String path) {
        CreateRequest body = new CreateRequest(path, new byte[0], Acl.OPEN, 0);
        server.input(
                peer -> peer.onRequests(List.of(new Request(session, cxid, OpCode.CREATE, body, List.of(), "client"))));
        ensemble.settle();
    }

    private static List<String> paths(Server server) {
        return server.published.stream()
                .filter(proposal -> proposal.entry().header().type() == OpCode.CREATE)
                .map(proposal ->
                        ((io.quorate.jute.txn.CreateTxn) proposal.entry().txn()).path())
                .toList();
    }
}

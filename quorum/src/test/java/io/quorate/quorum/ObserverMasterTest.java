package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ServerState;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Observers that learn from followers: 3 leads, 1 and 2 follow it and serve observers, 4 and 5 observe. */
class ObserverMasterTest {
    private static final int SESSION_MILLIS = 4_000;

    private final TestEnsemble ensemble = new TestEnsemble(3, 2);

    ObserverMasterTest() {
        ensemble.learnerOptions = new LearnerOptions(false, 0.33, 10, 100, -1, 100, 0, 9_000);
    }

    @Test
    void anObserverLearnsFromAFollowerAndTheLeaderDoesNotKnow() {
        start(1, 2, 3, 4);
        Server master = masterOf(4);
        assertThat(master.sid).isIn(1L, 2L);
        assertThat(ensemble.server(4).isServing()).isTrue();
        assertThat(observersOf(ensemble.server(3))).isEmpty();
        assertThat(observersOf(master)).containsExactly(4L);
        assertThat(master.peer.status().quorum().servesObservers()).isTrue();
        assertThat(ensemble.server(3).peer.status().quorum().servesObservers()).isFalse();
        assertThat(ensemble.server(4).peer.status().quorum().leaderSid()).isEqualTo(3);
        assertThat(ensemble.server(3).servesObservers).isFalse();

        long session = openSession(ensemble.server(3));
        create(ensemble.server(3), session, 1, "/a");
        assertThat(ensemble.server(4).peer.committed().find("/a")).isNotNull();
        assertThat(zxids(ensemble.server(4))).isEqualTo(zxids(ensemble.server(3)));
    }

    @Test
    void writesAndSyncsOfAnObserversClientAreAnsweredThereAndInOrder() {
        start(1, 2, 3, 4, 5);
        Server observer = ensemble.server(4);
        long session = openSession(observer);
        long other = openSession(masterOf(4));
        List<String> told = new ArrayList<>();
        observer.loses = packet -> {
            told.add(PacketType.name(packet.type()));
            return false;
        };
        observer.input(peer -> peer.onRequests(List.of(createRequest(session, 1, "/a"), sync(session, 2))));
        masterOf(4).input(peer -> peer.onRequests(List.of(sync(other, 1))));
        ensemble.settle();
        assertThat(told).containsExactly("INFORM", "SYNC");
        assertThat(observer.synced).hasSize(1);
        assertThat(masterOf(4).synced).hasSize(1);
        assertThat(observer.published.get(observer.published.size() - 1).request())
                .isNotNull();
        for (Server server : ensemble.servers.values()) {
            assertThat(server.peer.committed().find("/a"))
                    .as("at " + server.sid)
                    .isNotNull();
        }
    }

    @Test
    void aSessionMovesToAnObserverAndNoUnknownOneDoes() {
        start(1, 2, 3, 4);
        Server observer = ensemble.server(4);
        long session = openSession(ensemble.server(3));
        reopen(observer, session);
        reopen(observer, session + 1);
        assertThat(observer.reopened).containsExactly(true, false);
        assertThat(masterOf(4).reopened).isEmpty();
        create(observer, session, 1, "/moved");
        assertThat(lastError(observer)).isZero();
        reopen(masterOf(4), session);
        assertThat(masterOf(4).reopened).containsExactly(true);
        assertThat(observer.reopened).hasSize(2);
    }

    /** To the leader both are this follower. What is late must not be done behind what the client has asked since. */
    @Test
    void whatIsStillOnItsWayFromWhereASessionWasIsNotDone() {
        start(1, 2, 3, 4);
        Server observer = ensemble.server(4);
        Server master = masterOf(4);
        long session = openSession(master);
        create(master, session, 1, "/here");
        reopen(observer, session);
        create(observer, session, 3, "/there");
        create(master, session, 2, "/late");
        assertThat(lastError(master)).isNotZero();
        assertThat(master.published.get(master.published.size() - 1).request().refusal())
                .isEqualTo(ErrorCode.SESSION_MOVED);
        create(observer, session, 4, "/there/more");
        assertThat(lastError(observer)).isZero();
        reopen(master, session);
        create(master, session, 6, "/back");
        assertThat(lastError(master)).isZero();
        create(observer, session, 5, "/there/late");
        assertThat(lastError(observer)).isNotZero();
        create(master, session, 7, "/back/more");
        assertThat(lastError(master)).isZero();
        assertThat(master.peer.committed().find("/late")).isNull();
        assertThat(master.peer.committed().find("/there/late")).isNull();
    }

    /** Syncs are answered in their order: one that got no answer of its own would have the next one's. */
    @Test
    void aSyncFromWhereASessionWasIsAnswered() {
        start(1, 2, 3, 4);
        Server master = masterOf(4);
        long moved = openSession(master);
        long other = openSession(master);
        reopen(ensemble.server(4), moved);
        create(ensemble.server(4), moved, 1, "/there");
        master.input(peer -> peer.onRequests(List.of(sync(moved, 2))));
        ensemble.settle();
        assertThat(master.synced).hasSize(1);
        master.input(peer -> peer.onRequests(List.of(sync(other, 1))));
        ensemble.settle();
        assertThat(master.synced).extracting(Request::sessionId).containsExactly(moved, other);
    }

    @Test
    void aSessionOfAnObserverLivesAsLongAsItIsHeardOf() {
        start(1, 2, 3, 4);
        Server observer = ensemble.server(4);
        long kept = openSession(observer);
        long left = openSession(observer);
        for (int i = 0; i < 10; i++) {
            observer.input(peer -> peer.onTouched(List.of(kept)));
            ensemble.pass(SESSION_MILLIS / 4);
        }
        assertThat(observer.peer.committed().hasSession(kept)).isTrue();
        assertThat(observer.peer.committed().hasSession(left)).isFalse();
    }

    @Test
    void anObserverWithoutMuchOfTheHistoryIsGivenATree() {
        start(1, 2, 3);
        long session = openSession(ensemble.server(1));
        for (int cxid = 1; cxid <= 600; cxid++) {
            create(ensemble.server(1), session, cxid, "/n" + cxid);
        }
        ensemble.learnerOptions = new LearnerOptions(true, -1, 10, 100, -1, 100, 0, 9_000);
        start(4);
        assertThat(ensemble.story).anyMatch(line -> line.startsWith("4 installs "));
        create(ensemble.server(1), session, 601, "/behind");
        assertThat(zxid(4)).isEqualTo(zxid(3));
        assertThat(ensemble.server(4).peer.committed().find("/behind")).isNotNull();
    }

    @Test
    void anObserverLearnsOfAnotherConfigurationAndThatItIsInForce() {
        ensemble.reconfigEnabled = true;
        start(1, 2, 3, 4);
        long session = openSession(ensemble.server(4));
        ensemble.server(4)
                .input(peer -> peer.onRequests(List.of(new Request(
                        session, 1, OpCode.RECONFIG, new ReconfigRequest(null, "5", null, -1), List.of(), "client"))));
        ensemble.settle();
        assertThat(lastError(ensemble.server(4))).isZero();
        for (long sid = 1; sid <= 4; sid++) {
            assertThat(ensemble.server(sid).peer.status().quorum().configText())
                    .as("at " + sid)
                    .contains("server.4=")
                    .doesNotContain("server.5=");
        }
        ensemble.pass(1_000);
        assertThat(ensemble.server(4).isServing()).isTrue();
    }

    @Test
    void aMasterThatBecomesAnObserverSendsItsObserversAway() {
        ensemble.reconfigEnabled = true;
        start(1, 2, 3, 4);
        long master = masterOf(4).sid;
        long session = openSession(ensemble.server(4));
        String line = "server." + master + "=127.0.0.1:" + (2000 + master) + ":" + (3000 + master)
                + ":observer;127.0.0.1:" + (4000 + master);
        ensemble.server(4)
                .input(peer -> peer.onRequests(List.of(new Request(
                        session,
                        1,
                        OpCode.RECONFIG,
                        new ReconfigRequest(line, Long.toString(master), null, -1),
                        List.of(),
                        "client"))));
        ensemble.settle();
        ensemble.pass(3_000);
        assertThat(ensemble.server(master).peer.status().quorum().state()).isEqualTo(ServerState.OBSERVING);
        assertThat(masterOf(4).sid).isEqualTo(3 - master);
        assertThat(masterOf(master).sid).isEqualTo(3 - master);
        assertThat(ensemble.server(master).servesObservers).isFalse();
        assertThat(ensemble.server(4).isServing()).isTrue();
    }

    @Test
    void whenTheLeaderDiesObserversFollowTheNextOne() {
        start(1, 2, 3, 4, 5);
        long session = openSession(ensemble.server(4));
        create(ensemble.server(4), session, 1, "/before");
        ensemble.server(3).crash();
        ensemble.pass(2_000);
        assertThat(ensemble.leader().sid).isEqualTo(2);
        assertThat(ensemble.server(2).servesObservers).isFalse();
        for (long sid : List.of(4L, 5L)) {
            assertThat(ensemble.server(sid).isServing()).as("serving " + sid).isTrue();
            assertThat(masterOf(sid).sid).isEqualTo(1);
        }
        reopen(ensemble.server(5), session);
        create(ensemble.server(5), session, 2, "/after");
        assertThat(ensemble.server(4).peer.committed().find("/after")).isNotNull();
        assertThat(zxid(4)).isEqualTo(zxid(2));
    }

    @Test
    void whenAMasterDiesItsObserverGoesToTheNext() {
        start(1, 2, 3, 4);
        Server lost = masterOf(4);
        lost.crash();
        ensemble.pass(2_000);
        assertThat(masterOf(4).sid).isEqualTo(3 - lost.sid);
        assertThat(ensemble.server(4).isServing()).isTrue();
        create(ensemble.server(3), openSession(ensemble.server(3)), 1, "/a");
        assertThat(ensemble.server(4).peer.committed().find("/a")).isNotNull();
    }

    @Test
    void anObserverThatSaysNothingIsGivenUp() {
        start(1, 2, 3, 4);
        Server master = masterOf(4);
        master.loses = packet -> packet.type() == PacketType.PING && packet.data() != null;
        ensemble.pass(3_000);
        assertThat(ensemble.story)
                .anyMatch(line -> line.startsWith(master.sid + ": Closed the connection of observer 4 ")
                        && line.contains("nothing was heard of it"));
    }

    @Test
    void nothingIsTakenBackFromAnObserverThatKnowsOfMoreCommitsThanItsNextMaster() {
        start(1, 2, 3, 4);
        Server first = masterOf(4);
        Server second = ensemble.server(3 - first.sid);
        long session = openSession(ensemble.server(3));
        second.loses = packet -> packet.type() == PacketType.COMMIT;
        create(ensemble.server(3), session, 1, "/a");
        assertThat(ensemble.server(4).peer.committed().find("/a")).isNotNull();
        assertThat(second.peer.committed().find("/a")).isNull();
        first.crash();
        ensemble.pass(300);
        assertThat(masterOf(4).sid).isEqualTo(second.sid);
        assertThat(ensemble.server(4).isServing()).isFalse();
        second.loses = packet -> false;
        ensemble.fromLeader(second.sid, new QuorumPacket(PacketType.COMMIT, zxid(3), null));
        ensemble.settle();
        assertThat(ensemble.server(4).isServing()).isTrue();
        create(ensemble.server(3), session, 2, "/b");
        assertThat(ensemble.server(4).peer.committed().find("/b")).isNotNull();
        assertThat(ensemble.story).noneMatch(line -> line.startsWith("4 truncates") || line.startsWith("4 installs"));
    }

    @Test
    void aVoterIsNotServedAtThePortForObserversAndNobodyIsByALeader() {
        start(1, 2, 3);
        QuorumPacket follower =
                new QuorumPacket(PacketType.FOLLOWERINFO, Zxid.of(1, 0), new LearnerInfo(2, 0).toBytes());
        ensemble.server(1).input(peer -> peer.onObserverOpened(77, "elsewhere"));
        ensemble.server(1).input(peer -> peer.onLearnerPacket(77, follower));
        assertThat(ensemble.story).anyMatch(line -> line.startsWith("1: Closed") && line.contains("it votes"));
        ensemble.server(3).input(peer -> peer.onObserverOpened(78, "elsewhere"));
        ensemble.server(3).input(peer -> peer.onLearnerPacket(78, follower));
        assertThat(ensemble.server(3).peer.status().quorum().learners())
                .extracting(QuorumStatus.LearnerStatus::address)
                .containsExactlyInAnyOrder("server 1", "server 2");
    }

    @Test
    void aRequestThatDoesNotParseIsNotPassedOnAndEndsTheObserversConnection() {
        start(1, 2, 3, 4);
        Server master = masterOf(4);
        ensemble.toLeader(4, new QuorumPacket(PacketType.REQUEST, -1, new byte[] {1, 2, 3}));
        assertThat(ensemble.story)
                .anyMatch(line -> line.startsWith(master.sid + ": Closed the connection of observer 4 "));
        assertThat(master.isServing()).isTrue();
        ensemble.pass(1_000);
        assertThat(ensemble.server(4).isServing()).isTrue();
    }

    @Test
    void whereTheLeaderIsTheOnlyVoterObserversLearnFromIt() {
        TestEnsemble small = new TestEnsemble(1, 1);
        small.learnerOptions = ensemble.learnerOptions;
        small.start(1, 2);
        small.pass(1_000);
        assertThat(small.server(2).isServing()).isTrue();
        assertThat(small.server(2).peer.status().quorum().masterSid()).isEqualTo(1);
    }

    @Test
    void observersTakeTurnsAndNotAllTheSame() {
        Set<List<Long>> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            ObserverMasterChoice choice = new ObserverMasterChoice(new SplittableRandom(seed));
            List<Long> chosen = IntStream.range(0, 6)
                    .mapToObj(i -> choice.next(Set.of(1L, 2L, 3L, 4L), 3))
                    .toList();
            assertThat(chosen.subList(0, 3)).containsExactlyInAnyOrder(1L, 2L, 4L);
            assertThat(chosen.subList(3, 6)).isEqualTo(chosen.subList(0, 3));
            orders.add(chosen);
        }
        assertThat(orders).hasSize(6);
        ObserverMasterChoice choice = new ObserverMasterChoice(new SplittableRandom(1));
        choice.next(Set.of(1L, 2L, 3L), 3);
        assertThat(choice.next(Set.of(3L, 7L), 3)).isEqualTo(7);
    }

    private void start(long... sids) {
        ensemble.start(sids);
        ensemble.pass(1_000);
        assertThat(Arrays.stream(sids).allMatch(sid -> ensemble.server(sid).isServing()))
                .as("all serve, in\n" + String.join("\n", ensemble.story))
                .isTrue();
    }

    private Server masterOf(long sid) {
        return ensemble.server(ensemble.server(sid).peer.status().quorum().masterSid());
    }

    private static List<Long> observersOf(Server server) {
        return server.peer.status().quorum().learners().stream()
                .filter(learner -> learner.observer() && learner.synced())
                .map(QuorumStatus.LearnerStatus::sid)
                .toList();
    }

    private static List<Long> zxids(Server server) {
        return server.published.stream().map(Proposal::zxid).toList();
    }

    private long zxid(long sid) {
        return ensemble.server(sid).peer.committed().lastZxid();
    }

    private static int lastError(Server server) {
        return server.published.get(server.published.size() - 1).applied().err();
    }

    private void reopen(Server server, long session) {
        server.input(
                peer -> peer.onReopen(new Reopen(session, SessionPassword.of(session), SESSION_MILLIS, "connection")));
        ensemble.settle();
    }

    private long openSession(Server server) {
        server.input(peer -> peer.onRequests(List.of(new Request(
                0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(SESSION_MILLIS), List.of(), "session"))));
        ensemble.settle();
        return server.published
                .get(server.published.size() - 1)
                .entry()
                .header()
                .clientId();
    }

    private static Request createRequest(long session, int cxid, String path) {
        return new Request(
                session, cxid, OpCode.CREATE, new CreateRequest(path, new byte[0], Acl.OPEN, 0), List.of(), "client");
    }

    private static Request sync(long session, int cxid) {
        return new Request(session, cxid, OpCode.SYNC, new PathRequest("/"), List.of(), "client");
    }

    private void create(Server server, long session, int cxid, String path) {
        server.input(peer -> peer.onRequests(List.of(createRequest(session, cxid, path))));
        ensemble.settle();
    }
}

package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that elect, follow, crash and come back. */
class EnsembleOfThreeTest {
    private final TestEnsemble ensemble = new TestEnsemble(3, 1);

    @Test
    void threeServersElectOneAndServe() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(3);
        assertThat(ensemble.server(1).isServing()).isTrue();
        assertThat(ensemble.server(2).isServing()).isTrue();
        assertThat(ensemble.server(1).peer.status().quorum().currentEpoch()).isEqualTo(1);
    }

    @Test
    void aWriteAtAFollowerIsPublishedEverywhereAndAnsweredThere() {
        ensemble.start(1, 2, 3, 4);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(1));
        ensemble.server(1).input(peer -> peer.onRequests(List.of(create(session, 1, "/a"))));
        ensemble.settle();
        for (Server server : ensemble.servers.values()) {
            assertThat(server.peer.committed().find("/a"))
                    .as("at " + server.sid)
                    .isNotNull();
            assertThat(server.published).hasSize(2);
        }
        assertThat(ensemble.server(1).published.get(1).request()).isNotNull();
        assertThat(ensemble.server(2).published.get(1).request()).isNull();
        assertThat(ensemble.server(4).peer.status().quorum().state())
                .isEqualTo(io.quorate.election.ServerState.OBSERVING);
    }

    @Test
    void withoutAQuorumOnDiskNothingIsCommitted() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(3));
        ensemble.server(1).slowDisk = true;
        ensemble.server(2).slowDisk = true;
        ensemble.server(3).input(peer -> peer.onRequests(List.of(create(session, 1, "/a"))));
        ensemble.settle();
        assertThat(ensemble.leader().peer.committed().find("/a")).isNull();
        ensemble.server(1).diskWorks();
        assertThat(ensemble.leader().peer.committed().find("/a")).isNotNull();
    }

    @Test
    void aPingIsNotAnsweredBeforeTheHistoryOfTheLeaderIsAcknowledged() {
        ensemble.start(2, 3);
        ensemble.pass(1_000);
        ensemble.server(1).slowDisk = true;
        ensemble.start(1);
        ensemble.pass(100);
        while (!ensemble.server(1).peer.status().quorum().phase().equals("synchronization")) {
            ensemble.pass(10);
        }
        ensemble.server(2).loses = packet -> packet.type() == PacketType.PING;
        List<Integer> said = new ArrayList<>();
        ensemble.server(3).loses = packet -> !said.add(packet.type());
        ensemble.fromLeader(1, new QuorumPacket(PacketType.PING, Zxid.of(1, 0), null));
        assertThat(said).isEmpty();
        ensemble.server(1).diskWorks();
        ensemble.pass(100);
        assertThat(ensemble.server(1).isServing()).isTrue();
        ensemble.fromLeader(1, new QuorumPacket(PacketType.PING, Zxid.of(1, 0), null));
        assertThat(said).contains(PacketType.PING);
    }

    @Test
    void aLeaderThatDiesIsReplacedAndItsTailIsCut() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(1));
        create(ensemble.server(1), session, 1, "/kept");
        ensemble.server(1).loses = packet -> true;
        ensemble.server(2).loses = packet -> true;
        ensemble.server(3).input(peer -> peer.onRequests(List.of(create(session, 2, "/lost"))));
        ensemble.settle();
        ensemble.server(3).crash();
        ensemble.server(1).loses = packet -> false;
        ensemble.server(2).loses = packet -> false;
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(2);
        create(ensemble.server(1), session, 3, "/next");
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(ensemble.server(3).isServing()).isTrue();
        assertThat(ensemble.server(3).peer.committed().find("/lost")).isNull();
        assertThat(ensemble.server(3).peer.committed().find("/next")).isNotNull();
        assertSameTrees();
    }

    @Test
    void everybodyCrashesAndNothingAcknowledgedIsLost() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(2));
        for (int cxid = 1; cxid <= 20; cxid++) {
            create(ensemble.server(2), session, cxid, "/n" + cxid);
        }
        for (long sid = 1; sid <= 3; sid++) {
            ensemble.server(sid).crash();
        }
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().peer.committed().find("/n20")).isNotNull();
        assertThat(ensemble.leader().peer.committed().hasSession(session)).isTrue();
        assertThat(Zxid.epoch(ensemble.leader().peer.committed().lastZxid())).isEqualTo(2);
        assertSameTrees();
    }

    @Test
    void aServerThatWasAwayForLongIsGivenASnapshot() {
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(2));
        for (int cxid = 1; cxid <= 600; cxid++) {
            create(ensemble.server(2), session, cxid, "/n" + cxid);
        }
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(ensemble.server(3).isServing()).isTrue();
        assertThat(ensemble.story).anyMatch(line -> line.startsWith("3 installs"));
        create(ensemble.server(2), session, 601, "/more");
        assertSameTrees();
        ensemble.server(3).crash();
        ensemble.start(3);
        ensemble.pass(1_000);
        assertSameTrees();
    }

    @Test
    void aSyncIsAnsweredAndASessionMoves() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(1));
        ensemble.server(1)
                .input(peer -> peer.onRequests(
                        List.of(new Request(session, 1, OpCode.SYNC, new PathRequest("/"), List.of(), "sync"))));
        ensemble.settle();
        assertThat(ensemble.server(1).synced).hasSize(1);
        ensemble.server(2)
                .input(peer -> peer.onReopen(new Reopen(session, SessionPassword.of(session), 4_000, "client")));
        ensemble.settle();
        assertThat(ensemble.server(2).reopened).containsExactly(true);
        ensemble.server(1).input(peer -> peer.onRequests(List.of(create(session, 2, "/old"))));
        ensemble.settle();
        assertThat(ensemble.leader().peer.committed().find("/old")).isNull();
        create(ensemble.server(2), session, 3, "/new");
        assertSameTrees();
    }

    @Test
    void aLeaderThatIsCutOffAnswersNoSync() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(3));
        ensemble.server(1).loses = packet -> true;
        ensemble.server(2).loses = packet -> true;
        ensemble.server(3).input(peer -> peer.onRequests(List.of(sync(session, 1))));
        ensemble.settle();
        assertThat(ensemble.server(3).synced).isEmpty();
    }

    @Test
    void syncsOfTheLeadersClientsAreAnsweredInOrder() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(3));
        ensemble.server(3)
                .input(peer -> peer.onRequests(List.of(sync(session, 2), create(session, 3, "/a"), sync(session, 4))));
        ensemble.settle();
        assertThat(ensemble.server(3).synced).extracting(Request::cxid).containsExactly(2, 4);
    }

    /** A follower that came too late to be asked for a sign of life, but in time to log what is behind the sync. */
    @Test
    void aSyncIsAnsweredBeforeWhatWasProposedAfterIt() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(3));
        ensemble.server(1).loses = packet -> packet.type() == PacketType.PING;
        ensemble.server(2).loses = packet -> packet.type() == PacketType.PING;
        ensemble.server(3).input(peer -> peer.onRequests(List.of(sync(session, 2))));
        ensemble.settle();
        assertThat(ensemble.server(3).synced).isEmpty();
        ensemble.server(3).input(peer -> peer.onRequests(List.of(create(session, 3, "/a"))));
        ensemble.settle();
        assertThat(ensemble.leader().peer.committed().find("/a")).isNotNull();
        assertThat(ensemble.server(3).synced).extracting(Request::cxid).containsExactly(2);
    }

    /** It tried to lead, got no further than the promise, and came back when the others had agreed on an older epoch. */
    @Test
    void aServerThatPromisedANewerEpochIsTakenInUnderAnEvenNewerOne() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        ensemble.server(1).crash();
        ensemble.server(1).accepted = 7;
        ensemble.start(1);
        ensemble.pass(5_000);
        assertThat(ensemble.server(1).isServing()).isTrue();
        assertThat(ensemble.leader().peer.status().quorum().currentEpoch()).isEqualTo(8);
    }

    private static Request sync(long session, int cxid) {
        return new Request(session, cxid, OpCode.SYNC, new PathRequest("/"), List.of(), "sync");
    }

    @Test
    void sessionsExpireUnlessTheirServerHearsOfThem() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long kept = openSession(ensemble.server(1));
        long lost = openSession(ensemble.server(2));
        for (int round = 0; round < 100; round++) {
            ensemble.server(1).input(peer -> peer.onTouched(List.of(kept)));
            ensemble.pass(100);
        }
        assertThat(ensemble.leader().peer.committed().hasSession(kept)).isTrue();
        assertThat(ensemble.leader().peer.committed().hasSession(lost)).isFalse();
    }

    @Test
    void aLeaderWithoutFollowersStopsServing() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        ensemble.server(1).crash();
        ensemble.server(2).crash();
        ensemble.pass(1_000);
        assertThat(ensemble.server(3).isServing()).isFalse();
        ensemble.start(1);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(3);
    }

    @Test
    void aTreeThatDiffersFromTheLeadersIsTold() {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        long session = openSession(ensemble.server(1));
        create(ensemble.server(1), session, 1, "/a");
        ensemble.server(2).crash();
        ensemble.server(2).damage("/a");
        ensemble.start(2);
        ensemble.pass(1_000);
        assertThat(ensemble.server(2).peer.status().digestMismatches()).isZero();
        create(ensemble.server(1), session, 2, "/b");
        assertThat(ensemble.server(2).peer.status().digestMismatches()).isEqualTo(1);
        assertThat(ensemble.server(1).peer.status().digestMismatches()).isZero();
    }

    private void assertSameTrees() {
        ensemble.pass(500);
        long digest = ensemble.leader().peer.committed().digest();
        for (Server server : ensemble.servers.values()) {
            if (server.peer != null) {
                assertThat(server.peer.committed().digest())
                        .as("digest of " + server.sid)
                        .isEqualTo(digest);
                assertThat(server.recovered().digest())
                        .as("digest of the disk of " + server.sid)
                        .isEqualTo(digest);
            }
        }
    }

    private long openSession(Server server) {
        server.input(peer -> peer.onRequests(List.of(
                new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4_000), List.of(), "session"))));
        ensemble.settle();
        Proposal opened = server.published.get(server.published.size() - 1);
        assertThat(opened.request().origin()).isEqualTo("session");
        return opened.entry().header().clientId();
    }

    private void create(Server server, long session, int cxid, String path) {
        server.input(peer -> peer.onRequests(List.of(create(session, cxid, path))));
        ensemble.settle();
        assertThat(server.peer.committed().find(path)).as(path).isNotNull();
    }

    private static Request create(long session, int cxid, String path) {
        return new Request(
                session,
                cxid,
                OpCode.CREATE,
                new CreateRequest(path, new byte[] {1}, Acl.OPEN, 0),
                List.of(),
                "client");
    }
}

package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ServerState;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups and weights, the end of an epoch, leaders without clients, and servers that say they are somebody else. */
class EnsembleRulesTest {
    @Test
    void groupsDecideAndNotTheirMembersNumber() {
        StringBuilder text = new StringBuilder();
        for (int sid = 1; sid <= 9; sid++) {
            text.append("server.")
                    .append(sid)
                    .append("=127.0.0.1:")
                    .append(2000 + sid)
                    .append(':')
                    .append(3000 + sid);
            text.append(":participant\n");
        }
        text.append("group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9\n");
        for (int sid = 1; sid <= 9; sid++) {
            text.append("weight.").append(sid).append("=1\n");
        }
        TestEnsemble ensemble = new TestEnsemble(text.append("version=0").toString());
        // Five of nine, but of one group only a majority.
        ensemble.start(1, 4, 7, 8, 9);
        ensemble.pass(2_000);
        assertThat(ensemble.servers.values()).noneMatch(Server::isServing);
        // Four of nine, two of each of two groups.
        ensemble.server(1).crash();
        ensemble.server(9).crash();
        ensemble.start(5);
        // They still vote for the one that is gone, elect it, find nobody there, and elect again.
        ensemble.pass(5_000);
        assertThat(ensemble.leader().sid).isEqualTo(8);
    }

    @Test
    void anEpochWithoutZxidsEndsInAnElection() {
        TestEnsemble ensemble = new TestEnsemble(3, 0);
        for (Server server : ensemble.servers.values()) {
            server.beginAt(Zxid.of(7, 0xfffffff0L));
        }
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        Server leader = ensemble.leader();
        assertThat(Zxid.epoch(leader.peer.committed().lastZxid())).isEqualTo(8);
        // As if the epoch had been in use for long.
        for (Server server : ensemble.servers.values()) {
            server.crash();
            server.beginAt(Zxid.of(8, 0xfffffff0L));
        }
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        leader = ensemble.leader();
        assertThat(Zxid.epoch(leader.peer.committed().lastZxid())).isEqualTo(9);
    }

    @Test
    void aLeaderMayServeNobody() {
        TestEnsemble ensemble = new TestEnsemble(3, 0);
        ensemble.leaderServes = false;
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        assertThat(ensemble.server(3).peer.status().quorum().state()).isEqualTo(ServerState.LEADING);
        assertThat(ensemble.server(3).isServing()).isFalse();
        long session = openSession(ensemble, ensemble.server(1));
        ensemble.server(1)
                .input(peer -> peer.onRequests(List.of(new Request(
                        session,
                        1,
                        OpCode.CREATE,
                        new CreateRequest("/a", new byte[0], Acl.OPEN, 0),
                        List.of(),
                        "client"))));
        ensemble.settle();
        assertThat(ensemble.server(2).peer.committed().find("/a")).isNotNull();
    }

    @Test
    void aServerThatIsAheadOfTheQuorumIsNotListenedTo() {
        TestEnsemble ensemble = new TestEnsemble(3, 0);
        ensemble.server(1).beginAt(Zxid.of(9, 3));
        ensemble.start(2, 3);
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(3);
        ensemble.start(1);
        ensemble.pass(3_000);
        assertThat(ensemble.server(1).isServing()).isFalse();
        assertThat(ensemble.leader().sid).isEqualTo(3);
        assertThat(ensemble.story).anyMatch(line -> line.contains("its data is of another ensemble"));
    }

    /** The first of two servers with one id stays; who was not heard of for a tick is taken to have lost its connection. */
    @Test
    void aSecondServerWithAnIdThatFollowsIsRefused() {
        TestEnsemble ensemble = new TestEnsemble(3, 0);
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        Server leader = ensemble.leader();
        assertThat(leader.sid).isEqualTo(3);
        introduce(leader, 901, 2);
        ensemble.settle();
        assertThat(ensemble.story).anyMatch(line -> line.contains("two servers have one myid"));
        assertThat(followers(leader)).containsExactlyInAnyOrder(1L, 2L);
        leader.loses = packet -> true;
        ensemble.pass(2 * TestEnsemble.TICK);
        introduce(leader, 902, 2);
        ensemble.settle();
        assertThat(ensemble.story).anyMatch(line -> line.contains("server 2 has connected anew"));
    }

    private static void introduce(Server leader, long connection, long sid) {
        leader.input(peer -> peer.onLearnerOpened(connection, "elsewhere"));
        byte[] info = new LearnerInfo(sid, 0).toBytes();
        leader.input(peer ->
                peer.onLearnerPacket(connection, new QuorumPacket(PacketType.FOLLOWERINFO, Zxid.of(1, 0), info)));
    }

    private static List<Long> followers(Server leader) {
        return leader.peer.status().quorum().learners().stream()
                .map(QuorumStatus.LearnerStatus::sid)
                .toList();
    }

    private static long openSession(TestEnsemble ensemble, Server server) {
        server.input(peer -> peer.onRequests(List.of(
                new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4_000), List.of(), "session"))));
        ensemble.settle();
        return server.published
                .get(server.published.size() - 1)
                .entry()
                .header()
                .clientId();
    }
}

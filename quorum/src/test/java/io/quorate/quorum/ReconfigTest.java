package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ServerState;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.quorum.PacketType;
import io.quorate.quorum.TestEnsemble.Server;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ensembles that change while they run. */
class ReconfigTest {
    private final TestEnsemble ensemble = new TestEnsemble(5, 0);

    ReconfigTest() {
        ensemble.reconfigEnabled = true;
    }

    @Test
    void theFirstLeaderGivesTheConfigurationAVersion() {
        startThree();
        assertThat(version(ensemble.leader())).isEqualTo(Zxid.of(1, 0));
        assertThat(config(ensemble.server(1))).endsWith("version=100000000");
    }

    @Test
    void aServerJoinsAndVotes() {
        startThree();
        long session = openSession(ensemble.server(1));
        ensemble.server(4).own = EnsembleView.of(Ensemble.parse(lines(1, 2, 3, 4)));
        ensemble.start(4);
        ensemble.pass(1_000);
        assertThat(reconfig(session, 1, line(4), null)).isZero();
        ensemble.pass(500);
        for (long sid = 1; sid <= 4; sid++) {
            assertThat(config(ensemble.server(sid))).as("at " + sid).contains("server.4=");
            assertThat(ensemble.server(sid).isServing()).as("serving " + sid).isTrue();
        }
        // Now three of four are needed.
        ensemble.server(1).crash();
        ensemble.server(2).crash();
        ensemble.pass(1_000);
        assertThat(ensemble.server(3).isServing()).isFalse();
        ensemble.start(1);
        ensemble.pass(2_000);
        assertThat(config(ensemble.leader())).contains("server.4=");
    }

    @Test
    void theLeaderLeavesAndAnotherTakesOverWithoutAnElection() {
        startThree();
        long session = openSession(ensemble.server(1));
        assertThat(ensemble.leader().sid).isEqualTo(3);
        ensemble.story.clear();
        assertThat(reconfig(session, 1, null, "3")).isZero();
        ensemble.pass(2_000);
        assertThat(ensemble.story)
                .noneMatch(line -> line.contains("Elected"))
                .anyMatch(line -> line.contains("is to lead: this server is LEADING"));
        assertThat(ensemble.server(3).isServing()).as("who left follows on").isTrue();
        Server leader = ensemble.leader();
        assertThat(leader.sid).isNotEqualTo(3);
        assertThat(config(leader)).doesNotContain("server.3=");
        create(leader, openSession(leader), 1, "/after");
        ensemble.pass(500);
        assertThat(ensemble.server(1).peer.committed().find("/after")).isNotNull();
    }

    @Test
    void aNamedLeaderGivesWayToAVoterThatHasMore() {
        startThree();
        Server leader = ensemble.leader();
        long session = openSession(leader);
        long last = leader.peer.committed().lastZxid() + 2;
        ensemble.server(1).loses = packet -> packet.type() == PacketType.PROPOSAL && packet.zxid() == last;
        leader.loses = packet -> packet.type() == PacketType.ACK && packet.zxid() == last;
        ensemble.story.clear();
        leader.input(peer -> {
            peer.onRequests(List.of(request(session, 1, new ReconfigRequest(null, "3", null, -1))));
            peer.onRequests(List.of(create(session, 2, "/last")));
        });
        ensemble.settle();
        ensemble.server(1).loses = packet -> false;
        ensemble.pass(1_000);
        assertThat(ensemble.story)
                .anyMatch(line -> line.contains("Server 1 is to lead: this server is LEADING"))
                .anyMatch(line -> line.contains("server 2 is to be elected: it has a newer history"));
        assertThat(ensemble.leader().sid).isEqualTo(2);
        assertThat(ensemble.server(1).peer.committed().find("/last")).isNotNull();
    }

    /** The change that it completes takes its vote: whoever has lost it then could not come back, since it knows of no such leader. */
    @Test
    void aLeaderWithoutAVoteLeadsNobody() {
        startThree();
        Server leader = ensemble.leader();
        assertThat(leader.sid).isEqualTo(3);
        long session = openSession(leader);
        long change = leader.peer.committed().lastZxid() + 1;
        leader.loses = packet -> packet.type() == PacketType.ACK && packet.zxid() == change;
        submit(leader, new ReconfigRequest(line(3).replace("participant", "observer"), null, null, -1), session, 1);
        ensemble.pass(1_000);
        leader.loses = packet -> false;
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(2);
        assertThat(config(ensemble.server(1))).contains("server.3=127.0.0.1:2003:3003:observer");
    }

    @Test
    void aChangeThatIsNotCommittedNeedsBothQuorums() {
        startThree();
        long session = openSession(ensemble.server(3));
        ensemble.server(1).slowDisk = true;
        ensemble.server(2).slowDisk = true;
        submit(ensemble.server(3), new ReconfigRequest(null, "1", null, -1), session, 1);
        assertThat(config(ensemble.leader())).contains("server.1=");
        submit(ensemble.server(3), new ReconfigRequest(null, "2", null, -1), session, 2);
        ensemble.server(2).diskWorks();
        ensemble.pass(100);
        assertThat(config(ensemble.leader())).doesNotContain("server.1=").contains("server.2=");
        Proposal second =
                ensemble.server(3).published.get(ensemble.server(3).published.size() - 1);
        assertThat(second.applied().err()).isEqualTo(ErrorCode.RECONFIG_IN_PROGRESS.code());
    }

    @Test
    void aChangeSurvivesTheRestartOfAll() {
        startThree();
        long session = openSession(ensemble.server(1));
        assertThat(reconfig(session, 1, null, "1")).isZero();
        ensemble.pass(500);
        ensemble.server(2).crash();
        ensemble.server(3).crash();
        ensemble.start(2, 3);
        ensemble.pass(1_000);
        assertThat(config(ensemble.leader())).doesNotContain("server.1=");
        assertThat(ensemble.leader().peer.status().quorum().quorumSize()).isEqualTo(2);
    }

    @Test
    void aVoterBecomesAnObserver() {
        startThree();
        long session = openSession(ensemble.server(2));
        assertThat(reconfig(session, 1, line(1).replace("participant", "observer"), "1"))
                .isZero();
        ensemble.pass(1_500);
        assertThat(ensemble.server(1).peer.status().quorum().state()).isEqualTo(ServerState.OBSERVING);
        assertThat(ensemble.server(1).isServing()).isTrue();
    }

    private void startThree() {
        EnsembleView three = EnsembleView.of(Ensemble.parse(lines(1, 2, 3)));
        for (long sid = 1; sid <= 3; sid++) {
            ensemble.server(sid).own = three;
        }
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
    }

    private static String line(long sid) {
        return "server." + sid + "=127.0.0.1:" + (2000 + sid) + ":" + (3000 + sid) + ":participant;127.0.0.1:"
                + (4000 + sid);
    }

    private static String lines(long... sids) {
        StringBuilder text = new StringBuilder();
        for (long sid : sids) {
            text.append(line(sid)).append('\n');
        }
        return text.append("version=0").toString();
    }

    private static String config(Server server) {
        return server.peer.status().quorum().configText();
    }

    private static long version(Server server) {
        byte[] data = server.peer.committed().find("/zookeeper/config").data();
        return Ensemble.parse(new String(data, StandardCharsets.UTF_8)).version();
    }

    private int reconfig(long session, int cxid, String joining, String leaving) {
        Server server = ensemble.server(Math.max(1, session >>> 56));
        submit(server, new ReconfigRequest(joining, leaving, null, -1), session, cxid);
        return server.published.get(server.published.size() - 1).applied().err();
    }

    private void submit(Server server, ReconfigRequest request, long session, int cxid) {
        server.input(peer -> peer.onRequests(List.of(request(session, cxid, request))));
        ensemble.settle();
    }

    private long openSession(Server server) {
        server.input(peer -> peer.onRequests(List.of(
                new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4_000), List.of(), "session"))));
        ensemble.settle();
        return server.published
                .get(server.published.size() - 1)
                .entry()
                .header()
                .clientId();
    }

    private void create(Server server, long session, int cxid, String path) {
        server.input(peer -> peer.onRequests(List.of(create(session, cxid, path))));
        ensemble.settle();
    }

    private static Request request(long session, int cxid, ReconfigRequest body) {
        return new Request(session, cxid, OpCode.RECONFIG, body, List.of(), "client");
    }

    private static Request create(long session, int cxid, String path) {
        CreateRequest body = new CreateRequest(path, new byte[0], Acl.OPEN, 0);
        return new Request(session, cxid, OpCode.CREATE, body, List.of(), "client");
    }
}

package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A server of one, driven step by step. */
class QuorumPeerTest {
    private static final int TICK = 1000;
    private static final long SID = 1;
    private static final byte[] DATA = {1};

    private final RecordingEffects effects = new RecordingEffects();
    private long nowMillis = 5_000;
    private QuorumPeer peer = peerOn(DataTree.fresh(7, TreeOptions.DEFAULT), 100_000);

    @Test
    void nothingIsPublishedBeforeItIsDurable() {
        long session = openSession();
        submit(create(session, 1, "/a"), create(session, 2, "/b"));
        assertThat(effects.published).hasSize(1);
        peer.onLogged(effects.appended.get(1).zxid());
        assertThat(effects.published).hasSize(2);
        assertThat(peer.committed().find("/a")).isNotNull();
        assertThat(peer.committed().find("/b")).isNull();
        durable();
        assertThat(peer.committed().find("/b")).isNotNull();
    }

    @Test
    void zxidsAreContiguousAlsoOverRefusedRequests() {
        long session = openSession();
        submit(
                create(session, 1, "/a"),
                create(session, 2, "/a"),
                create(session, 3, "/nope/b"),
                create(session, 4, "/c"));
        durable();
        assertThat(effects.published).extracting(Proposal::zxid).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(effects.published)
                .extracting(proposal -> proposal.applied().err())
                .containsExactly(0, 0, ErrorCode.NODE_EXISTS.code(), ErrorCode.NO_NODE.code(), 0);
        assertThat(effects.published.get(2).entry().header().type()).isEqualTo(OpCode.ERROR);
        assertThat(effects.published.get(2).entry().digest()).isNull();
    }

    @Test
    void aRequestSeesThoseBeforeItThatAreNotCommittedYet() {
        long session = openSession();
        submit(create(session, 1, "/a"), set(session, 2, "/a"), set(session, 3, "/a"));
        durable();
        assertThat(peer.committed().find("/a").version()).isEqualTo(2);
    }

    @Test
    void aSyncIsAnsweredBehindEverythingThatWasOutstanding() {
        long session = openSession();
        effects.story.clear();
        submit(
                create(session, 1, "/a"),
                request(session, 2, OpCode.SYNC, new PathRequest("/")),
                create(session, 3, "/b"));
        assertThat(effects.synced).isEmpty();
        peer.onLogged(effects.appended.get(1).zxid());
        assertThat(effects.story).containsExactly("append 1", "append 1", "publish 1", "synced 2");
    }

    @Test
    void aSyncIsAnsweredBeforeWhatWasProposedAfterIt() {
        long session = openSession();
        effects.story.clear();
        submit(
                create(session, 1, "/a"),
                request(session, 2, OpCode.SYNC, new PathRequest("/")),
                request(session, 3, OpCode.SYNC, new PathRequest("/")),
                create(session, 4, "/b"),
                request(session, 5, OpCode.SYNC, new PathRequest("/")));
        peer.onLogged(effects.appended.get(2).zxid());
        assertThat(effects.story)
                .containsExactly("append 1", "append 1", "publish 1", "synced 2", "synced 3", "publish 1", "synced 5");
    }

    @Test
    void aSyncIsAnsweredAtOnceIfNothingIsOutstanding() {
        long session = openSession();
        submit(request(session, 9, OpCode.SYNC, new PathRequest("not even a path")));
        assertThat(effects.synced).hasSize(1);
        assertThat(peer.committed().lastZxid()).isEqualTo(1);
    }

    @Test
    void aSilentSessionExpiresAndTakesItsEphemeralsAlong() {
        long session = openSession();
        submit(request(session, 1, OpCode.CREATE, new CreateRequest("/e", DATA, Acl.OPEN, CreateFlags.EPHEMERAL)));
        durable();
        assertThat(peer.committed().find("/e")).isNotNull();
        advance(peer.nextDeadlineMillis() - nowMillis);
        durable();
        assertThat(peer.committed().find("/e")).isNull();
        assertThat(peer.committed().hasSession(session)).isFalse();
        Proposal last = effects.published.get(effects.published.size() - 1);
        assertThat(last.entry().header().type()).isEqualTo(OpCode.CLOSE_SESSION);
        assertThat(last.entry().header().clientId()).isEqualTo(session);
        assertThat(last.request().origin()).isNull();
    }

    @Test
    void aTouchedSessionLives() {
        long session = openSession();
        for (int i = 0; i < 20; i++) {
            advance(2 * TICK);
            peer.onTouched(List.of(session));
        }
        assertThat(peer.committed().hasSession(session)).isTrue();
    }

    @Test
    void requestsOfASessionThatIsBeingClosedAreDropped() {
        long session = openSession();
        submit(request(session, 1, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE), create(session, 2, "/late"));
        durable();
        assertThat(peer.committed().find("/late")).isNull();
        assertThat(peer.committed().hasSession(session)).isFalse();
        assertThat(peer.committed().lastZxid()).isEqualTo(2);
    }

    @Test
    void aSessionIsTakenUpAgainOnlyWithItsPassword() {
        long session = openSession();
        effects.story.clear();
        peer.onReopen(new Reopen(session, SessionPassword.of(session), 4000, null));
        peer.onReopen(new Reopen(session, SessionPassword.of(session + 1), 4000, null));
        peer.onReopen(new Reopen(session + 1, SessionPassword.of(session + 1), 4000, null));
        assertThat(effects.story).containsExactly("reopened true", "reopened false", "reopened false");
    }

    @Test
    void aSnapshotOfTheCommittedTreeIsTakenWhenTheLogHasGrownAndTheLogIsRolled() {
        peer = peerOn(DataTree.fresh(7, TreeOptions.DEFAULT), 10);
        long session = openSession();
        for (int i = 0; i < 12 && effects.snapshots.isEmpty(); i++) {
            submit(create(session, i, "/n" + i));
            durable();
        }
        assertThat(effects.snapshots).hasSize(1);
        assertThat(effects.snapshots.get(0).lastZxid())
                .isEqualTo(peer.committed().lastZxid());
        assertThat(effects.story)
                .containsSubsequence(
                        "roll", "snapshot 0x" + Zxid.toHex(peer.committed().lastZxid()));
    }

    @Test
    void recoveredSessionsGetTheirFullTimeoutAgain() {
        long session = openSession();
        DataTree recovered = peer.committed();
        nowMillis += 1_000_000;
        peer = peerOn(recovered, 100_000);
        advance(3 * TICK);
        durable();
        assertThat(peer.committed().hasSession(session)).isTrue();
        advance(3 * TICK);
        durable();
        assertThat(peer.committed().hasSession(session)).isFalse();
    }

    @Test
    void theZxidCounterRollsIntoTheNextEpoch() {
        DataTree nearlyFull = DataTree.fresh(7, TreeOptions.DEFAULT).withZxid(Zxid.of(3, 0xfffffffeL));
        peer = peerOn(nearlyFull, 100_000);
        openSession();
        openSession();
        assertThat(effects.published)
                .extracting(Proposal::zxid)
                .containsExactly(Zxid.of(3, 0xffffffffL), Zxid.of(4, 1));
    }

    @Test
    void anEmptiedContainerIsDeletedAfterACheck() {
        long session = openSession();
        submit(
                request(
                        session,
                        1,
                        OpCode.CREATE_CONTAINER,
                        new CreateRequest("/c", DATA, Acl.OPEN, CreateFlags.CONTAINER)),
                create(session, 2, "/c/child"),
                request(session, 3, OpCode.DELETE, new io.quorate.jute.proto.DeleteRequest("/c/child", -1)),
                request(
                        session,
                        4,
                        OpCode.CREATE_CONTAINER,
                        new CreateRequest("/new", DATA, Acl.OPEN, CreateFlags.CONTAINER)));
        durable();
        for (int i = 0; i < 61; i++) {
            advance(TICK);
            peer.onTouched(List.of(session));
            durable();
        }
        assertThat(peer.committed().find("/c")).isNull();
        assertThat(peer.committed().find("/new"))
                .as("never used, so it is kept")
                .isNotNull();
    }

    private QuorumPeer peerOn(DataTree tree, int snapCount) {
        PeerOptions options = new PeerOptions(SID, TICK, snapCount, 0, 60_000, 10_000, 0, SessionPasswords.COMMON);
        return new QuorumPeer(
                options,
                new PrepRequestProcessor(RequestRules.DEFAULT),
                tree,
                effects,
                new SplittableRandom(1),
                nowMillis * 1_000_000,
                1_700_000_000_000L);
    }

    private long openSession() {
        submit(new Request(0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(4000), List.of(), "origin"));
        durable();
        return effects.published
                .get(effects.published.size() - 1)
                .entry()
                .header()
                .clientId();
    }

    private void submit(Request... requests) {
        peer.onRequests(List.of(requests));
    }

    private void durable() {
        if (!effects.appended.isEmpty()) {
            peer.onLogged(effects.appended.get(effects.appended.size() - 1).zxid());
        }
    }

    private void advance(long millis) {
        nowMillis += millis;
        peer.onTime(nowMillis * 1_000_000, 1_700_000_000_000L + nowMillis);
    }

    private static Request create(long session, int cxid, String path) {
        return request(session, cxid, OpCode.CREATE, new CreateRequest(path, DATA, Acl.OPEN, CreateFlags.PERSISTENT));
    }

    private static Request set(long session, int cxid, String path) {
        return request(session, cxid, OpCode.SET_DATA, new SetDataRequest(path, DATA, -1));
    }

    private static Request request(long session, int cxid, int opCode, io.quorate.jute.proto.Request body) {
        return new Request(session, cxid, opCode, body, List.of(), null);
    }
}

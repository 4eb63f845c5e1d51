package io.quorate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An io loop whose sessions are known to this server only, with and without a leader. */
class LocalServiceTest {
    private static final long SESSION = 5;
    private static final long GLOBAL = 9;

    private final List<Request> submitted = new ArrayList<>();
    private final List<Reopen> reopens = new ArrayList<>();
    private final DataTree tree = DataTree.fresh(3, TreeOptions.DEFAULT)
            .apply(new TxnHeader(GLOBAL, 0, 1, 0, OpCode.CREATE_SESSION), new CreateSessionTxn(4000))
            .after();
    private final CommitProcessor loop = new CommitProcessor(
            new LoopOptions(4000, 40_000, 1000, 1000, 200, 1000, Set.of()),
            new FinalRequestProcessor(RequestRules.DEFAULT),
            RequestRules.DEFAULT.acl(),
            new Core(),
            tree,
            true,
            LoopSecurity.NONE);
    private final RecordingSink sink = new RecordingSink();
    private final ClientSession session = new ClientSession(sink, List.of(), 0);

    private final class Core implements CoreLink {
        @Override
        public void submit(Request request) {
            submitted.add(request);
        }

        @Override
        public void reopen(Reopen reopen) {
            reopens.add(reopen);
        }

        @Override
        public void touched(List<Long> sessionIds) {
            assertThat(sessionIds).isNotEmpty();
        }
    }

    private void connect(long sessionId, boolean readOnly) {
        loop.onConnect(session, new ConnectRequest(0, 0, 4000, sessionId, new byte[16], readOnly, true));
    }

    private void open() {
        connect(0, true);
        loop.onOpened(submitted.remove(0), SESSION);
        assertThat(sink.lines).containsExactly("connected");
        assertThat(session.sessionId()).isEqualTo(SESSION);
        sink.lines.clear();
    }

    private void send(int xid, int opCode, io.quorate.jute.proto.Request body) {
        ByteBuf frame = Unpooled.buffer();
        JuteWriter out = new JuteWriter(frame);
        new RequestHeader(xid, opCode).write(out);
        body.write(out);
        loop.onRequest(session, new JuteReader(frame), frame.readableBytes(), 0);
    }

    /** Nobody but this loop knows what has to be answered before. */
    @Test
    void theEndOfASessionWaitsForItsRequests() {
        open();
        send(1, OpCode.SYNC, new PathRequest("/"));
        send(2, OpCode.EXISTS, new WatchedPathRequest("/", false));
        send(3, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        assertThat(submitted).extracting(Request::opCode).containsExactly(OpCode.SYNC);
        loop.onSynced(submitted.remove(0), 0);
        assertThat(submitted).extracting(Request::opCode).containsExactly(OpCode.CLOSE_SESSION);
        loop.onEnded(SESSION, submitted.remove(0), 0);
        assertThat(sink.lines)
                .containsExactly(
                        "reply 1 err 0 at 1",
                        "reply 2 err 0 at 1",
                        "reply 3 err 0 at 1",
                        "closed: the client closed its session");
    }

    @Test
    void theConnectionOfASessionThatExpiresIsClosed() {
        open();
        loop.onEnded(SESSION + 1, null, 0);
        assertThat(sink.lines).isEmpty();
        loop.onEnded(SESSION, null, 0);
        assertThat(sink.lines).containsExactly("closed: its session expired");
    }

    @Test
    void withoutALeaderThereAreReadsOnly() {
        loop.onServeReadOnly(tree);
        open();
        send(1, OpCode.EXISTS, new WatchedPathRequest("/", false));
        send(2, OpCode.CREATE, new PathRequest("its record is not looked at"));
        send(3, OpCode.SYNC, new PathRequest("/"));
        assertThat(submitted).isEmpty();
        send(4, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        loop.onEnded(SESSION, submitted.remove(0), 0);
        assertThat(sink.lines)
                .containsExactly(
                        "reply 1 err 0 at 1",
                        "reply 2 err -119 at 1",
                        "reply 3 err -119 at 1",
                        "reply 4 err 0 at 1",
                        "closed: the client closed its session");
    }

    @Test
    void withoutALeaderWhoDoesNotAskForReadsOnlyIsSentAway() {
        loop.onServeReadOnly(tree);
        connect(0, false);
        assertThat(submitted).isEmpty();
        assertThat(sink.lines)
                .containsExactly("closed: this server only serves reads at the moment, and it has not asked for that");
    }

    @Test
    void withoutALeaderASessionOfTheWholeEnsembleIsLeftAlone() {
        loop.onServeReadOnly(tree);
        connect(GLOBAL, true);
        assertThat(reopens).isEmpty();
        assertThat(sink.lines)
                .singleElement()
                .asString()
                .startsWith("closed: its session is one of the whole ensemble");
    }

    @Test
    void withALeaderEverythingIsServedAgain() {
        loop.onServeReadOnly(tree);
        open();
        loop.onStopServing(List.of(session));
        assertThat(sink.closed).isTrue();
        loop.onServe(tree);
        ClientSession another = new ClientSession(new RecordingSink(), List.of(), 0);
        loop.onConnect(another, new ConnectRequest(0, 0, 4000, GLOBAL, new byte[16], false, true));
        assertThat(reopens).hasSize(1);
    }

    /** What the core was handed and has not answered it is handed once more, just that and in order; reads go on waiting. */
    @Test
    void whileTheLeadershipChangesClientsWait() {
        connect(GLOBAL, false);
        loop.onReopened(reopens.remove(0), true);
        sink.lines.clear();
        send(1, OpCode.SYNC, new PathRequest("/"));
        send(2, OpCode.EXISTS, new WatchedPathRequest("/", false));
        send(3, OpCode.SYNC, new PathRequest("/"));
        List<Request> asked = List.copyOf(submitted);
        assertThat(asked).hasSize(2);
        submitted.clear();
        loop.onHold(List.of(session));
        assertThat(session.isPaused()).isTrue();
        assertThat(submitted).isEmpty();
        ClientSession newcomer = new ClientSession(new RecordingSink(), List.of(), 0);
        loop.onConnect(newcomer, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        assertThat(newcomer.isClosing()).isTrue();
        loop.onResume(tree);
        assertThat(session.isPaused()).isFalse();
        assertThat(submitted).hasSize(2);
        assertThat(submitted.get(0)).isSameAs(asked.get(0));
        assertThat(submitted.get(1)).isSameAs(asked.get(1));
        asked.forEach(request -> loop.onSynced(request, 0));
        assertThat(sink.lines).containsExactly("reply 1 err 0 at 1", "reply 2 err 0 at 1", "reply 3 err 0 at 1");
    }

    @Test
    void whoseSessionEndsWithTheLeadershipIsSentAway() {
        open();
        loop.onHold(List.of(session));
        assertThat(sink.lines).containsExactly("closed: the leadership changes, and its session does not go on");
        assertThat(loop.report().sessions()).isZero();
    }

    @Test
    void aServerThatStopsAnswersWhatItHasRead() {
        connect(GLOBAL, false);
        loop.onReopened(reopens.remove(0), true);
        sink.lines.clear();
        send(1, OpCode.SYNC, new PathRequest("/"));
        send(2, OpCode.EXISTS, new WatchedPathRequest("/", false));
        loop.onDrain(List.of(session));
        assertThat(session.isPaused()).isTrue();
        assertThat(loop.outstanding()).isEqualTo(1);
        loop.onSynced(submitted.remove(0), 0);
        assertThat(sink.lines).containsExactly("reply 1 err 0 at 1", "reply 2 err 0 at 1");
        assertThat(loop.outstanding()).isZero();
        assertThat(session.isPaused()).isTrue();
    }

    /** A leader that goes while this server stops, and another one that comes, do not wake it. */
    @Test
    void aServerThatStopsReadsNothingMoreWhoeverLeadsNext() {
        connect(GLOBAL, false);
        loop.onReopened(reopens.remove(0), true);
        sink.lines.clear();
        send(1, OpCode.SYNC, new PathRequest("/"));
        loop.onDrain(List.of(session));
        Request asked = submitted.remove(0);
        loop.onHold(List.of(session));
        loop.onResume(tree);
        assertThat(submitted).as("asked of the next leader").containsExactly(asked);
        loop.onSynced(asked, 0);
        assertThat(sink.lines).containsExactly("reply 1 err 0 at 1");
        assertThat(session.isPaused()).isTrue();
        ClientSession newcomer = new ClientSession(new RecordingSink(), List.of(), 0);
        loop.onConnect(newcomer, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        assertThat(newcomer.isClosing()).isTrue();
    }
}

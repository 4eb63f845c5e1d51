package io.quorate.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.quorum.PeerOptions;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumPeer;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.quorum.SessionPasswords;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One io loop beside the real core; the test decides when what is on its way arrives. */
class CommitProcessorTest {
    private static final byte[] DATA = {1};

    private final ArrayDeque<Runnable> toCore = new ArrayDeque<>();
    private final ArrayDeque<Runnable> toLoop = new ArrayDeque<>();
    private final List<Proposal> unlogged = new ArrayList<>();
    private final QuorumPeer peer = new QuorumPeer(
            new PeerOptions(1, 1000, 100_000, 0, 60_000, 1000, 0, SessionPasswords.COMMON),
            new PrepRequestProcessor(RequestRules.DEFAULT),
            DataTree.fresh(3, TreeOptions.DEFAULT),
            new CoreEffects(),
            new SplittableRandom(1),
            0,
            0);
    private Consumer<Request> link = request -> toCore.addLast(() -> peer.onRequests(List.of(request)));
    private CommitProcessor loop = loopWith(1000, Set.of());

    @Test
    void aReadBehindAWriteWaitsForItAndSeesIt() {
        Client client = connect();
        client.send(1, OpCode.CREATE, create("/a"));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/a", false));
        assertThat(client.lines()).isEmpty();
        settle();
        assertThat(client.lines()).containsExactly("reply 1 err 0 at 2", "reply 2 err 0 at 2");
    }

    /** The client is served elsewhere. An answer would belong to the oldest request that it waits for here. */
    @Test
    void nothingIsAnsweredOnAConnectionThatTheSessionHasLeft() {
        Client client = connect();
        List<Request> asked = new ArrayList<>();
        link = asked::add;
        client.send(1, OpCode.CREATE, create("/a"));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/a", false));
        loop.onCommitted(List.of(moved(asked.get(0))), 0);
        assertThat(client.lines()).containsExactly("closed: its session moved to another server");
    }

    private Proposal moved(Request request) {
        DataTree tree = peer.committed();
        ErrorTxn txn = new ErrorTxn(ErrorCode.SESSION_MOVED.code());
        TxnHeader header = new TxnHeader(request.sessionId(), request.cxid(), tree.lastZxid() + 1, 0, OpCode.ERROR);
        return new Proposal(new TxnEntry(header, txn, null), new byte[0], tree.apply(header, txn), request);
    }

    @Test
    void whoDoesNotReadIsClosedBeforeItsWaitingReadsAreAnswered() {
        Client client = connect();
        client.send(1, OpCode.CREATE, create("/a"));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/a", false));
        client.send(3, OpCode.CREATE, create("/b"));
        client.sink.overfull = true;
        settle();
        assertThat(client.lines()).containsExactly("reply 1 err 0 at 2", "closed: it does not read what it asked for");
    }

    @Test
    void aReadBetweenTwoWritesSeesTheFirstOnly() {
        Client client = connect();
        client.send(1, OpCode.CREATE, create("/a"));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/b", false));
        client.send(3, OpCode.CREATE, create("/b"));
        settle();
        assertThat(client.lines())
                .containsExactly(
                        "reply 1 err 0 at 2",
                        "reply 2 err " + ErrorCode.NO_NODE.code() + " at 2",
                        "reply 3 err 0 at 3");
    }

    @Test
    void readsOfOtherSessionsDoNotWait() {
        Client writer = connect();
        Client reader = connect();
        writer.send(1, OpCode.CREATE, create("/a"));
        reader.send(1, OpCode.EXISTS, new WatchedPathRequest("/", false));
        assertThat(reader.lines()).containsExactly("reply 1 err 0 at 2");
    }

    @Test
    void anEventComesBeforeTheReplyOfTheWriteThatCausedItAndBeforeAnyReadOfItsState() {
        Client watcher = connect();
        Client writer = connect();
        watcher.send(1, OpCode.EXISTS, new WatchedPathRequest("/a", true));
        writer.send(1, OpCode.EXISTS, new WatchedPathRequest("/a", true));
        writer.send(2, OpCode.CREATE, create("/a"));
        watcher.send(2, OpCode.SYNC, new PathRequest("/a"));
        watcher.send(3, OpCode.EXISTS, new WatchedPathRequest("/a", false));
        settle();
        int noNode = ErrorCode.NO_NODE.code();
        assertThat(watcher.lines())
                .containsExactly(
                        "reply 1 err " + noNode + " at 2",
                        "event 1 /a at 3",
                        "reply 2 err 0 at 3",
                        "reply 3 err 0 at 3");
        assertThat(writer.lines())
                .containsExactly("reply 1 err " + noNode + " at 2", "event 1 /a at 3", "reply 2 err 0 at 3");
    }

    @Test
    void pingsKeepTheirPlaceInTheOrder() {
        Client client = connect();
        client.send(1, OpCode.CREATE, create("/a"));
        client.send(-2, OpCode.PING, EmptyRequest.INSTANCE);
        assertThat(client.lines()).isEmpty();
        settle();
        assertThat(client.lines()).containsExactly("reply 1 err 0 at 2", "reply -2 err 0 at 2");
    }

    @Test
    void aRequestThatDoesNotParseIsAnsweredInOrderTakesNoZxidAndEndsTheConnection() {
        Client client = connect();
        client.send(1, OpCode.CREATE, create("/a"));
        client.sendBytes(2, OpCode.CREATE, new byte[] {0, 16, 0, 0, 'x', 'x'});
        client.send(3, OpCode.CREATE, create("/b"));
        settle();
        assertThat(client.lines())
                .containsExactly(
                        "malformed",
                        "reply 1 err 0 at 2",
                        "reply 2 err " + ErrorCode.MARSHALLING_ERROR.code() + " at 2",
                        "closed: operation 1: its record cannot be decoded");
        assertThat(peer.committed().lastZxid()).isEqualTo(2);
    }

    @Test
    void anUnknownOperationIsAnsweredAndEndsTheConnection() {
        Client client = connect();
        client.sendBytes(5, 999, new byte[0]);
        assertThat(client.lines())
                .containsExactly(
                        "reply 5 err " + ErrorCode.UNIMPLEMENTED.code() + " at -1",
                        "closed: operation 999: it is not for clients");
    }

    @Test
    void aFrameWithoutAHeaderIsTheCallersToClose() {
        Client client = connect();
        assertThatThrownBy(() -> loop.onRequest(client.session, JuteReader.of(new byte[] {1, 2}), 2, 0))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void closingASessionIsAnsweredAndThenTheConnectionCloses() {
        Client client = connect();
        client.send(1, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        settle();
        assertThat(client.lines()).containsExactly("reply 1 err 0 at 2", "closed: the client closed its session");
    }

    @Test
    void aClosingSessionIsToldOfItsOwnEphemeralsBeforeTheAnswer() {
        Client client = connect();
        client.send(1, OpCode.CREATE, new CreateRequest("/e", DATA, Acl.OPEN, CreateFlags.EPHEMERAL));
        settle();
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/e", true));
        client.send(3, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        client.send(4, OpCode.CREATE, create("/never"));
        settle();
        assertThat(client.lines())
                .containsExactly(
                        "reply 1 err 0 at 2",
                        "reply 2 err 0 at 2",
                        "event 2 /e at 3",
                        "reply 3 err 0 at 3",
                        "closed: the client closed its session");
    }

    @Test
    void anExpiredSessionsConnectionIsClosedWithoutAWord() {
        Client client = connect();
        peer.onTime(100_000_000_000L, 0);
        settle();
        assertThat(client.lines()).containsExactly("closed: its session expired");
    }

    @Test
    void aClientThatHasSeenTheFutureIsSentAway() {
        RecordingSink sink = new RecordingSink();
        ClientSession session = new ClientSession(sink, List.of(), 0);
        loop.onConnect(session, new ConnectRequest(0, 99, 4000, 0, new byte[16], false, true));
        assertThat(sink.lines).containsExactly("closed: it has seen zxid 0x63, this server only 0x0");
    }

    @Test
    void takingUpASessionElsewhereClosesItsOldConnectionEvenWithAWrongPassword() {
        Client first = connect();
        RecordingSink sink = new RecordingSink();
        ClientSession second = new ClientSession(sink, List.of(), 0);
        loop.onConnect(second, new ConnectRequest(0, 0, 4000, first.session.sessionId(), new byte[16], false, true));
        settle();
        assertThat(first.lines()).containsExactly("closed: its session went on over another connection");
        assertThat(sink.lines).hasSize(2).last().asString().contains("is expired or not its own");
    }

    @Test
    void reportsEachTouchedSessionOnce() {
        Client client = connect();
        loop.reportTouched();
        settle();
        client.send(1, OpCode.EXISTS, new WatchedPathRequest("/", false));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/", false));
        assertThat(toCore).isEmpty();
        loop.reportTouched();
        assertThat(toCore).hasSize(1);
    }

    @Test
    void aConnectionWithTooMuchAtTheCoreIsNotReadUntilThatHasGone() {
        loop = loopWith(2, Set.of());
        Client client = connect();
        for (int xid = 1; xid <= 3; xid++) {
            client.send(xid, OpCode.CREATE, create("/n" + xid));
        }
        assertThat(client.sink.paused).isTrue();
        assertThat(client.session.isPaused()).isTrue();
        settle();
        assertThat(client.sink.paused).isFalse();
        assertThat(client.session.isPaused()).isFalse();
    }

    @Test
    void requestsOfAConnectionThatWentAwayDoNotCountForEver() {
        loop = loopWith(2, Set.of());
        Client gone = connect();
        for (int xid = 1; xid <= 3; xid++) {
            gone.send(xid, OpCode.CREATE, create("/n" + xid));
        }
        loop.onClosed(gone.session);
        assertThat(loop.report().outstanding()).isZero();
        settle();
        assertThat(loop.report().outstanding()).isZero();
        assertThat(gone.lines()).isEmpty();
    }

    @Test
    void whereAuthenticationIsRequiredNothingElseIsAnsweredBefore() {
        loop = loopWith(1000, Set.of("digest"));
        Client client = connect();
        client.send(-4, OpCode.AUTH, new AuthRequest(0, "digest", "u:p".getBytes(StandardCharsets.UTF_8)));
        client.send(1, OpCode.EXISTS, new WatchedPathRequest("/", false));
        assertThat(client.lines()).containsExactly("reply -4 err 0 at 0", "reply 1 err 0 at 1");
        Client other = connect();
        other.send(1, OpCode.EXISTS, new WatchedPathRequest("/", false));
        assertThat(other.lines())
                .containsExactly(
                        "reply 1 err " + ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH.code() + " at 0",
                        "closed: it has not authenticated");
    }

    @Test
    void aLargeRequestBeyondTheBudgetEndsItsConnectionAndOthersGoOn() {
        Client first = connect();
        Client second = connect();
        byte[] large = new byte[600];
        first.send(1, OpCode.CREATE, new CreateRequest("/a", large, Acl.OPEN, CreateFlags.PERSISTENT));
        second.send(1, OpCode.CREATE, new CreateRequest("/b", large, Acl.OPEN, CreateFlags.PERSISTENT));
        assertThat(second.lines()).singleElement().asString().contains("largeRequestMaxBytes");
        assertThat(loop.report().counts().largeRequestsRejected()).isEqualTo(1);
        settle();
        assertThat(first.lines()).containsExactly("reply 1 err 0 at 3");
        first.send(2, OpCode.CREATE, new CreateRequest("/c", large, Acl.OPEN, CreateFlags.PERSISTENT));
        settle();
        assertThat(first.lines()).last().isEqualTo("reply 2 err 0 at 4");
    }

    @Test
    void anUnknownSchemeEndsTheConnection() {
        Client client = connect();
        client.send(-4, OpCode.AUTH, new AuthRequest(0, "nosuch", new byte[0]));
        assertThat(client.lines())
                .containsExactly(
                        "reply -4 err " + ErrorCode.AUTH_FAILED.code() + " at 0", "closed: its authentication failed");
    }

    @Test
    void aClosedConnectionLosesItsWatches() {
        Client watcher = connect();
        watcher.send(1, OpCode.EXISTS, new WatchedPathRequest("/a", true));
        assertThat(loop.report().dataWatches()).isEqualTo(1);
        loop.onClosed(watcher.session);
        assertThat(loop.report().dataWatches()).isZero();
    }

    @Test
    void whileNobodyIsServedAClientIsSentAwayWithoutAnAnswer() {
        loop.onStopServing(List.of());
        Client early = new Client();
        loop.onConnect(early.session, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        assertThat(early.lines()).containsExactly("closed: this server is not serving clients at the moment");
        assertThat(toCore).isEmpty();
        assertThat(loop.report().counts().refused()).isEqualTo(1);
        DataTree later = peer.committed().withZxid(77);
        loop.onServe(later);
        assertThat(loop.view()).isSameAs(later);
        connect();
    }

    @Test
    void whenServingEndsAllAreClosedAndWhatTheyAskedForIsDropped() {
        Client busy = connect();
        busy.send(1, OpCode.EXISTS, new WatchedPathRequest("/a", true));
        busy.lines().clear();
        busy.send(2, OpCode.CREATE, create("/a"));
        busy.send(3, OpCode.EXISTS, new WatchedPathRequest("/a", false));
        Client opening = new Client();
        loop.onConnect(opening.session, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        Client connecting = new Client();
        loop.onStopServing(List.of(busy.session, opening.session, connecting.session));
        assertThat(busy.lines()).containsExactly("closed: this server is not serving clients any more");
        assertThat(opening.lines()).containsExactly("closed: this server is not serving clients any more");
        assertThat(connecting.lines()).isEmpty();
        assertThat(loop.report().outstanding()).isZero();
        assertThat(loop.report().sessions()).isZero();
        assertThat(loop.report().dataWatches()).isZero();
        loop.onServe(peer.committed());
        settle();
        assertThat(loop.view().find("/a"))
                .as("asked for before, answered to nobody")
                .isNotNull();
        loop.onClosed(busy.session);
        loop.onClosed(opening.session);
        assertThat(busy.lines()).hasSize(1);
        assertThat(opening.lines()).hasSize(1);
        loop.onConnect(connecting.session, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        settle();
        assertThat(connecting.session.isOpen()).isTrue();
    }

    private CommitProcessor loopWith(int outstandingMax, Set<String> requiredSchemes) {
        return new CommitProcessor(
                new LoopOptions(4000, 40_000, outstandingMax, 1000, 200, 1000, requiredSchemes),
                new FinalRequestProcessor(RequestRules.DEFAULT),
                RequestRules.DEFAULT.acl(),
                new LoopLink(),
                peer.committed(),
                true,
                LoopSecurity.NONE);
    }

    private Client connect() {
        Client client = new Client();
        loop.onConnect(client.session, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
        settle();
        assertThat(client.session.isOpen()).isTrue();
        assertThat(client.lines()).containsExactly("connected");
        client.sink.lines.clear();
        return client;
    }

    /** Lets everything on its way arrive, and the disk catch up. */
    private void settle() {
        while (!toCore.isEmpty() || !toLoop.isEmpty() || !unlogged.isEmpty()) {
            if (!toCore.isEmpty()) {
                toCore.pollFirst().run();
            } else if (!unlogged.isEmpty()) {
                long zxid = unlogged.get(unlogged.size() - 1).zxid();
                unlogged.clear();
                peer.onLogged(zxid);
            } else {
                toLoop.pollFirst().run();
            }
        }
    }

    private static CreateRequest create(String path) {
        return new CreateRequest(path, DATA, Acl.OPEN, CreateFlags.PERSISTENT);
    }

    private final class Client {
        final RecordingSink sink = new RecordingSink();
        final ClientSession session = new ClientSession(sink, List.of(new Id("ip", "127.0.0.1")), 0);

        List<String> lines() {
            return sink.lines;
        }

        void send(int xid, int opCode, JuteRecord body) {
            sendBytes(xid, opCode, body.toBytes());
        }

        void sendBytes(int xid, int opCode, byte[] body) {
            if (session.isClosing()) {
                return;
            }
            ByteBuf frame = Unpooled.buffer();
            new RequestHeader(xid, opCode).write(new JuteWriter(frame));
            frame.writeBytes(body);
            loop.onRequest(session, new JuteReader(frame), frame.readableBytes(), 0);
        }
    }

    private final class LoopLink implements CoreLink {
        @Override
        public void submit(Request request) {
            link.accept(request);
        }

        @Override
        public void reopen(Reopen reopen) {
            toCore.addLast(() -> peer.onReopen(reopen));
        }

        @Override
        public void touched(List<Long> sessionIds) {
            toCore.addLast(() -> peer.onTouched(sessionIds));
        }
    }

    private final class CoreEffects extends AloneEffects {
        @Override
        public void append(List<Proposal> proposals) {
            unlogged.addAll(proposals);
        }

        @Override
        public void rollLog() {
            throw new AssertionError("not expected here");
        }

        @Override
        public void saveSnapshot(DataTree tree) {
            throw new AssertionError("not expected here");
        }

        @Override
        public void publish(List<Proposal> committed) {
            toLoop.addLast(() -> loop.onCommitted(committed, 0));
        }

        @Override
        public void reopened(Reopen reopen, boolean valid) {
            toLoop.addLast(() -> loop.onReopened(reopen, valid));
        }

        @Override
        public void synced(Request sync) {
            toLoop.addLast(() -> loop.onSynced(sync, 0));
        }
    }
}

package io.quorate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Spread;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An io loop that holds requests back, and keeps limits of its own. */
class SafeguardsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Request> submitted = new ArrayList<>();
    private CommitProcessor loop;
    private long nowNanos;
    private long lastSession;

    private final class Core implements CoreLink {
        @Override
        public void submit(Request request) {
            submitted.add(request);
        }

        @Override
        public void reopen(Reopen reopen) {
            throw new AssertionError("not expected here");
        }

        @Override
        public void touched(List<Long> sessionIds) {
            assertThat(sessionIds).isNotEmpty();
        }
    }

    private void loopWith(Safeguards safeguards) {
        loop = new CommitProcessor(
                new LoopOptions(4000, 40_000, 1000, 1000, -1, 1000, Set.of(), safeguards),
                new FinalRequestProcessor(RequestRules.DEFAULT),
                RequestRules.DEFAULT.acl(),
                new Core(),
                DataTree.fresh(3, TreeOptions.DEFAULT),
                true,
                LoopSecurity.NONE);
    }

    private final class Client {
        final RecordingSink sink = new RecordingSink();
        final ClientSession session = new ClientSession(sink, List.of(), 0);

        Client() {
            loop.onConnect(session, new ConnectRequest(0, 0, 4000, 0, new byte[16], false, true));
            if (!sink.closed) {
                loop.onOpened(submitted.remove(submitted.size() - 1), ++lastSession);
                sink.lines.clear();
            }
        }

        void sync(int xid) {
            send(xid, OpCode.SYNC, new PathRequest("/"));
        }

        void send(int xid, int opCode, io.quorate.jute.proto.Request body) {
            ByteBuf frame = Unpooled.buffer();
            JuteWriter out = new JuteWriter(frame);
            new RequestHeader(xid, opCode).write(out);
            body.write(out);
            loop.onRequest(session, new JuteReader(frame), frame.readableBytes(), nowNanos);
        }
    }

    private void syncedOne() {
        loop.onSynced(submitted.remove(0), nowNanos);
    }

    private long count(Count what) {
        return loop.report().counts().meters().of(what);
    }

    private static Safeguards throttle(int max, int opWaitMillis, boolean dropStale, boolean latencyCheck) {
        return new Safeguards(max, opWaitMillis, dropStale, latencyCheck, true, 0, 0, Long.MAX_VALUE);
    }

    @Test
    void whatIsTooMuchWaitsAndIsDoneInOrder() {
        loopWith(throttle(2, 0, true, false));
        Client first = new Client();
        Client second = new Client();
        first.sync(1);
        first.sync(2);
        first.sync(3);
        first.send(4, OpCode.EXISTS, new WatchedPathRequest("/", false));
        second.sync(5);
        second.send(6, OpCode.EXISTS, new WatchedPathRequest("/", false));
        assertThat(submitted).extracting(Request::cxid).containsExactly(1, 2);
        assertThat(count(Count.THROTTLE_WAITS)).isEqualTo(2);
        nowNanos = SECOND;
        syncedOne();
        assertThat(submitted).extracting(Request::cxid).containsExactly(2, 3);
        assertThat(second.sink.lines).isEmpty();
        while (!submitted.isEmpty()) {
            syncedOne();
        }
        assertThat(first.sink.lines)
                .containsExactly(
                        "reply 1 err 0 at 0", "reply 2 err 0 at 0", "reply 3 err 0 at 0", "reply 4 err 0 at 0");
        assertThat(second.sink.lines).containsExactly("reply 5 err 0 at 0", "reply 6 err 0 at 0");
        assertThat(loop.report().counts().meters().of(Spread.THROTTLE_TIME).max())
                .isEqualTo(1_000_000);
    }

    @Test
    void whatWaitedTooLongIsRefusedInItsTurn() {
        loopWith(throttle(1, 500, true, false));
        Client client = new Client();
        client.sync(1);
        client.sync(2);
        client.send(3, OpCode.EXISTS, new WatchedPathRequest("/", false));
        nowNanos = SECOND;
        syncedOne();
        assertThat(submitted).isEmpty();
        assertThat(client.sink.lines)
                .containsExactly("reply 1 err 0 at 0", "reply 2 err -127 at 0", "reply 3 err 0 at 0");
        assertThat(count(Count.THROTTLED_OPS)).isEqualTo(1);
        client.sync(4);
        assertThat(submitted).extracting(Request::cxid).containsExactly(4);
    }

    @Test
    void whatNobodyWaitsForIsDropped() {
        loopWith(throttle(1, 0, true, false));
        Client busy = new Client();
        Client gone = new Client();
        busy.sync(1);
        gone.sync(2);
        busy.sync(3);
        loop.onClosed(gone.session);
        syncedOne();
        assertThat(submitted).extracting(Request::cxid).containsExactly(3);
        assertThat(count(Count.STALE_REQUESTS)).isEqualTo(1);
        assertThat(count(Count.STALE_REQUESTS_DROPPED)).isEqualTo(1);
    }

    @Test
    void orDoneAllTheSame() {
        loopWith(throttle(1, 0, false, false));
        Client busy = new Client();
        Client gone = new Client();
        busy.sync(1);
        gone.sync(2);
        loop.onClosed(gone.session);
        syncedOne();
        assertThat(submitted).extracting(Request::cxid).containsExactly(2);
        assertThat(count(Count.STALE_REQUESTS_DROPPED)).isZero();
        syncedOne();
        assertThat(gone.sink.lines).isEmpty();
        assertThat(loop.outstanding())
                .as("counted as if somebody waited for it")
                .isZero();
    }

    @Test
    void whatIsHeldBackWaitsForTheNextLeaderAndIsDoneOnce() {
        loopWith(throttle(1, 0, true, false));
        Client busy = new Client();
        Client second = new Client();
        busy.session.local = false;
        second.session.local = false;
        busy.sync(1);
        second.sync(2);
        loop.onHold(List.of(busy.session, second.session));
        loop.onClosed(busy.session);
        submitted.clear();
        loop.onCommitted(List.of(), nowNanos);
        assertThat(submitted).as("handed over while there is no leader").isEmpty();
        loop.onResume(loop.view());
        loop.onCommitted(List.of(), nowNanos);
        assertThat(submitted).extracting(Request::cxid).containsExactly(2);
        syncedOne();
        assertThat(second.sink.lines).containsExactly("reply 2 err 0 at 0");
    }

    @Test
    void whatIsTooLateForItsSessionEndsTheConnection() {
        loopWith(throttle(1, 0, true, true));
        Client busy = new Client();
        Client late = new Client();
        busy.sync(1);
        late.sync(2);
        nowNanos = 5 * SECOND;
        syncedOne();
        assertThat(submitted).isEmpty();
        assertThat(late.sink.lines)
                .containsExactly("closed: its request waited longer than the timeout of its session");
    }

    @Test
    void whenServingEndsNothingIsHeldBackAnyMore() {
        loopWith(throttle(1, 0, true, false));
        Client client = new Client();
        client.sync(1);
        client.sync(2);
        loop.onStopServing(List.of(client.session));
        loop.onServe(DataTree.fresh(3, TreeOptions.DEFAULT));
        submitted.clear();
        new Client().sync(3);
        assertThat(submitted).extracting(Request::cxid).containsExactly(3);
    }

    @Test
    void oneWatchTooManyIsRefused() {
        loopWith(new Safeguards(0, 0, true, false, true, 1, 0, Long.MAX_VALUE));
        Client client = new Client();
        client.send(1, OpCode.EXISTS, new WatchedPathRequest("/a", true));
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/b", true));
        client.send(3, OpCode.EXISTS, new WatchedPathRequest("/b", false));
        assertThat(client.sink.lines)
                .containsExactly("reply 1 err -101 at 0", "reply 2 err -125 at 0", "reply 3 err -101 at 0");
        assertThat(count(Count.WATCHES_REFUSED)).isEqualTo(1);
    }

    @Test
    void oneSessionTooManyIsNotOpened() {
        loopWith(new Safeguards(0, 0, true, false, true, 0, 1, Long.MAX_VALUE));
        loop.onServe(DataTree.fresh(3, TreeOptions.DEFAULT)
                .apply(new TxnHeader(9, 0, 1, 0, OpCode.CREATE_SESSION), new CreateSessionTxn(4000))
                .after());
        assertThat(new Client().sink.lines)
                .containsExactly("closed: there are 1 sessions, as many as maxSessions allows");
        assertThat(submitted).isEmpty();
    }

    @Test
    void aSlowRequestIsToldOf() {
        loopWith(new Safeguards(0, 0, true, false, true, 0, 0, SECOND));
        Client client = new Client();
        client.sync(1);
        nowNanos = 2 * SECOND;
        syncedOne();
        client.send(2, OpCode.EXISTS, new WatchedPathRequest("/b", false));
        assertThat(client.sink.slow).singleElement().asString().startsWith("sync / xid 1 at zxid 0x0 took 2000 ms");
        assertThat(count(Count.SLOW_REQUESTS)).isEqualTo(1);
    }
}

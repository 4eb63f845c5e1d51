package io.quorate.tests.sim;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.Response;
import io.quorate.jute.proto.ResponseCodec;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.tests.sim.check.Ledger;
import io.quorate.tests.sim.check.Txn;
import io.quorate.tests.sim.check.ZnodeOp;
import io.quorate.tests.sim.check.ZnodeOp.Outcome;
import io.quorate.tests.sim.check.ZnodeOp.Versioned;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Compares what a client is told with what its ensemble has committed.
 *
 * <ul>
 *   <li>Every answered write is committed, under the zxid and with the outcome that the client was told.
 *   <li>A write that began after another one was acknowledged comes after it (real time order).
 *   <li>Every read shows exactly the committed state of the zxid that it came with; zxids never go back in a session, wherever it
 *       moves.
 *   <li>A sync is answered with nothing older than what anybody knew to be written when it was asked for.
 *   <li>Watch events come before the states that follow them.
 * </ul>
 */
final class ClientJudge {
    private final Simulation simulation;
    private final Ledger ledger;
    private final int number;
    private long sessionId;
    private long lastZxid;
    private ClientWatches watches;
    private final List<Long> deadSessions = new ArrayList<>();
    private final List<Unanswered> unanswered = new ArrayList<>();

    /** A write whose outcome the client never learned. */
    record Unanswered(long sessionId, int xid) {}

    ClientJudge(Simulation simulation, int number) {
        this.simulation = simulation;
        this.ledger = simulation.ledger;
        this.number = number;
        this.watches = new ClientWatches(ledger, 0);
    }

    boolean hasSession() {
        return sessionId != 0;
    }

    long sessionId() {
        return sessionId;
    }

    long lastZxid() {
        return lastZxid;
    }

    boolean hasWatches() {
        return !watches.isEmpty();
    }

    SetWatchesRequest renewal() {
        return watches.renewal(lastZxid);
    }

    List<Long> deadSessions() {
        return deadSessions;
    }

    List<Unanswered> unanswered() {
        return unanswered;
    }

    // ---- sessions

    void sessionOpened(long id) {
        if (sessionId == 0) {
            simulation.marks.hit(Mark.SESSION_OPENED);
            sessionId = id;
        } else if (id != sessionId) {
            throw failure(
                    "sessions",
                    "asked for session 0x" + Long.toHexString(sessionId) + " and got 0x" + Long.toHexString(id));
        }
    }

    void sessionExpired() {
        deadSessions.add(sessionId);
        forget();
    }

    void sessionClosed() {
        deadSessions.add(sessionId);
        forget();
    }

    void vanished() {
        if (sessionId != 0) {
            deadSessions.add(sessionId);
        }
        forget();
    }

    private void forget() {
        sessionId = 0;
        watches = new ClientWatches(ledger, lastZxid);
    }

    // ---- watches

    void event(WatcherEvent event, long zxid) {
        simulation.marks.hit(Mark.WATCH_FIRED);
        if (zxid >= 0) {
            advance(zxid, "an event");
        }
        watches.onEvent(event, zxid);
    }

    void renewed(long zxid) {
        advance(zxid, "the renewal of its watches");
        watches.onRenewed(zxid);
    }

    private void advance(long zxid, Object by) {
        if (zxid < lastZxid) {
            throw failure(
                    "session order",
                    "was shown " + Zxid.toText(lastZxid) + " and then " + Zxid.toText(zxid) + " by " + by);
        }
        lastZxid = zxid;
    }

    // ---- answers

    void unanswered(Call call) {
        if (call.isWrite()) {
            simulation.marks.hit(call.opCode() == OpCode.RECONFIG ? Mark.RECONFIG_UNANSWERED : Mark.WRITE_UNKNOWN);
            unanswered.add(new Unanswered(sessionId, call.xid()));
            if (call.kind() != null) {
                record(call, Outcome.UNKNOWN, null, ZnodeOp.NEVER);
            }
        }
    }

    void answered(Call call, ReplyHeader header, JuteReader body) {
        Txn state = ledger.committedAt(header.zxid());
        advance(header.zxid(), call);
        watches.onState(header.zxid());
        if (call.isWrite()) {
            write(call, header, state);
        } else if (call.opCode() == OpCode.SYNC) {
            sync(call, header);
        } else {
            read(call, header, state, body);
        }
    }

    private void write(Call call, ReplyHeader header, Txn txn) {
        simulation.marks.hit(Mark.WRITE_ACKED);
        if (txn.sessionId() != sessionId || txn.cxid() != call.xid()) {
            throw failure("integrity", "is told that its " + call + " is " + txn);
        }
        if (call.opCode() != OpCode.MULTI && txn.err() != header.err()) {
            throw failure(
                    "integrity",
                    "is told " + header.err() + " for its " + call + ", which is " + txn + " with " + txn.err());
        }
        if (header.zxid() <= call.ackedBefore()) {
            throw failure(
                    "real time order",
                    "is told that its " + call + " is " + txn + ", although it knew of "
                            + Zxid.toText(call.ackedBefore()) + " before it asked");
        }
        if (call.opCode() == OpCode.RECONFIG && header.err() != 0) {
            simulation.marks.hit(Mark.RECONFIG_REFUSED);
        }
        simulation.acked(header.zxid());
        if (call.kind() != null) {
            record(call, outcome(header.err()), null, simulation.scheduler.now());
        }
    }

    private void sync(Call call, ReplyHeader header) {
        simulation.marks.hit(Mark.SYNC);
        if (header.zxid() < call.ackedBefore()) {
            throw failure(
                    "sync",
                    "is synced at " + Zxid.toText(header.zxid()) + ", although " + Zxid.toText(call.ackedBefore())
                            + " was acknowledged to somebody before it asked");
        }
    }

    private void read(Call call, ReplyHeader header, Txn state, JuteReader body) {
        simulation.marks.hit(Mark.READ);
        WatchedPathRequest request = (WatchedPathRequest) call.request();
        DataTree tree = state.after();
        DataNode node = tree.find(request.path());
        int expected = node == null ? ErrorCode.NO_NODE.code() : 0;
        if (header.err() != expected) {
            throw failure(
                    "reads",
                    "is told " + header.err() + " for " + call + " of " + request.path() + " (expected: " + expected
                            + " at " + state + ")");
        }
        Response response = header.err() == 0 ? ResponseCodec.read(call.opCode(), body) : null;
        if (node != null) {
            compare(call, request.path(), node, response, state);
        }
        if (request.watch()) {
            watch(call, request.path(), node);
        }
        if (call.kind() != null) {
            Versioned found = response instanceof GetDataResponse data
                    ? new Versioned(Workload.value(data.data()), data.stat().version())
                    : null;
            record(call, outcome(header.err()), found, simulation.scheduler.now());
        }
    }

    private void watch(Call call, String path, DataNode node) {
        if (call.opCode() == OpCode.EXISTS && node == null) {
            watches.watchAbsent(path);
        } else if (node != null && call.opCode() == OpCode.GET_CHILDREN) {
            watches.watchChildren(path);
        } else if (node != null) {
            watches.watchData(path);
        }
    }

    private void compare(Call call, String path, DataNode node, Response response, Txn state) {
        Stat stat = node.stat();
        boolean same;
        if (response instanceof GetDataResponse data) {
            same = Arrays.equals(data.data(), node.data()) && Objects.equals(data.stat(), stat);
        } else if (response instanceof StatResponse exists) {
            same = Objects.equals(exists.stat(), stat);
        } else {
            List<String> told = new ArrayList<>(((GetChildrenResponse) response).children());
            List<String> there = new ArrayList<>(node.childNames());
            Collections.sort(told);
            Collections.sort(there);
            same = told.equals(there);
        }
        if (!same) {
            throw failure(
                    "reads",
                    "reads " + response + " of " + path + " for " + call + " (expected: what is there at " + state
                            + ")");
        }
    }

    private void record(Call call, Outcome outcome, Versioned read, long completed) {
        simulation.record(
                call.path(),
                new ZnodeOp(number, call.kind(), call.value(), call.version(), outcome, read, call.since(), completed));
    }

    private static Outcome outcome(int err) {
        if (err == 0) {
            return Outcome.DONE;
        }
        if (err == ErrorCode.NO_NODE.code()) {
            return Outcome.NO_NODE;
        }
        if (err == ErrorCode.NODE_EXISTS.code()) {
            return Outcome.NODE_EXISTS;
        }
        if (err == ErrorCode.BAD_VERSION.code()) {
            return Outcome.BAD_VERSION;
        }
        throw new SimulationFailure("a write of a znode without children was refused with " + err);
    }

    private SimulationFailure failure(String property, String what) {
        return new SimulationFailure(property + ": client " + number + " " + what);
    }
}

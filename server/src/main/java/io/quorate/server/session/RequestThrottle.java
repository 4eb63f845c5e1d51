package io.quorate.server.session;

import io.quorate.jute.OpCode;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Spread;
import java.util.ArrayDeque;

/**
 * Holds back requests of one io loop while enough are with the core ({@code request_throttle_max_requests}), in the order in which they
 * came. Off unless configured. Reads that the loop answers itself are never held back.
 */
final class RequestThrottle {
    private final Safeguards options;
    private final Meters meters;
    private final ArrayDeque<Pending> held = new ArrayDeque<>();
    private boolean halted;

    RequestThrottle(Safeguards options, Meters meters) {
        this.options = options;
        this.meters = meters;
    }

    /** What becomes of a request that was held back. */
    enum Outcome {
        /** It goes to the core. */
        SUBMIT,
        /** It is answered with ThrottledOp, and never proposed. */
        REFUSE,
        /** Nobody waits for it any more. */
        DROP,
        /** It is too late for its session, whose connection ends with it. */
        CLOSE
    }

    /** Holds a request back if there is reason to. */
    boolean holds(Pending pending, int atCore) {
        if (options.requestsMax() == 0 || (atCore < options.requestsMax() && held.isEmpty())) {
            return false;
        }
        pending.held = true;
        held.addLast(pending);
        meters.add(Count.THROTTLE_WAITS);
        return true;
    }

    /** Whether nothing is held back, as nearly always. */
    boolean isEmpty() {
        return held.isEmpty();
    }

    /** The oldest request that is held back, which is not any more, if there is room for it; else null. */
    Pending next(int atCore) {
        if (halted || held.isEmpty() || atCore >= options.requestsMax()) {
            return null;
        }
        Pending pending = held.pollFirst();
        pending.held = false;
        return pending;
    }

    Outcome judge(Pending pending, long nowNanos) {
        long waitedMillis = (nowNanos - pending.receivedNanos) / 1_000_000;
        boolean gone = pending.session.isSilent();
        boolean late = options.latencyCheck() && waitedMillis > pending.session.timeoutMillis;
        if ((options.connectionCheck() && gone) || late) {
            meters.add(Count.STALE_REQUESTS);
            if (options.dropStale()) {
                meters.add(Count.STALE_REQUESTS_DROPPED);
                return gone ? Outcome.DROP : Outcome.CLOSE;
            }
        }
        meters.record(Spread.THROTTLE_TIME, (nowNanos - pending.receivedNanos) / 1_000);
        boolean exempt = pending.opCode == OpCode.CLOSE_SESSION || pending.opCode == OpCode.CREATE_SESSION;
        if (options.opWaitMillis() > 0 && waitedMillis > options.opWaitMillis() && !exempt && !gone) {
            meters.add(Count.THROTTLED_OPS);
            return Outcome.REFUSE;
        }
        return Outcome.SUBMIT;
    }

    /** Hands out nothing: what goes to the core while there is no leader would be asked once more of the next one. */
    void halt() {
        halted = true;
    }

    /** Hands out again. */
    void goOn() {
        halted = false;
    }

    /** Forgets everything: nobody is served any more. */
    void clear() {
        held.clear();
        halted = false;
    }
}

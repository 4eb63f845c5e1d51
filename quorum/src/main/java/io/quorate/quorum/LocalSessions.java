package io.quorate.quorum;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.tree.request.SessionStatus;
import java.util.List;

/**
 * The sessions that only this server knows (spec: client-protocol §10). They are no transactions: they begin, end and expire here, and
 * with the role in which this server had them. None of them has an ephemeral; one that wants to is made a session of the whole ensemble
 * before, under the id that it has.
 */
final class LocalSessions {
    /** What a write of a session of this server is told. */
    private static final SessionStatus OWN =
            new SessionStatus(ErrorCode.OK.code(), ErrorCode.EPHEMERAL_ON_LOCAL_SESSION.code());

    private final PeerContext context;
    private final boolean enabled;
    private final SessionTracker tracker;
    private long expired;

    /** @param enabled whether new sessions are local */
    LocalSessions(PeerContext context, boolean enabled) {
        this.context = context;
        this.enabled = enabled;
        this.tracker = new SessionTracker(context.options.tickMillis());
    }

    /** As this server is configured. */
    static LocalSessions of(PeerContext context) {
        return new LocalSessions(
                context, context.ensemble != null && context.ensemble.clients().localSessions());
    }

    boolean isEnabled() {
        return enabled;
    }

    // ---- life and death

    /** Begins a session. */
    void open(Request create) {
        long sessionId = context.unusedSessionId();
        tracker.track(sessionId, ((CreateSessionRequest) create.body()).timeout(), context.nowMillis);
        context.effects.opened(create, sessionId);
    }

    /** Renews the session's deadline; false if it is none of these. */
    boolean touch(long sessionId) {
        return tracker.touch(sessionId, context.nowMillis);
    }

    boolean isLive(long sessionId) {
        return tracker.isLive(sessionId);
    }

    /** A client that has proved that the session is its own goes on with it; false if it is none of these. */
    boolean reopen(Reopen reopen) {
        if (!isLive(reopen.sessionId())) {
            return false;
        }
        tracker.track(reopen.sessionId(), reopen.timeoutMillis(), context.nowMillis);
        context.effects.reopened(reopen, true);
        return true;
    }

    /** Ends a session as its client has asked. */
    void close(Request close) {
        tracker.remove(close.sessionId());
        context.effects.ended(close.sessionId(), close);
    }

    /** Ends those whose time is over. */
    void onTime() {
        if (context.nowMillis >= nextDeadlineMillis()) {
            for (long sessionId : tracker.expire(context.nowMillis)) {
                expired++;
                tracker.remove(sessionId);
                context.effects.ended(sessionId, null);
            }
        }
    }

    long nextDeadlineMillis() {
        return tracker.nextDeadlineMillis();
    }

    // ---- ephemerals

    /** Whether the session has to be made global before its request can be done. */
    boolean isTooMuchFor(Request request) {
        return isLive(request.sessionId()) && wantsEphemeral(request.opCode(), request.body());
    }

    /** Whether a session may be made global. */
    boolean mayUpgrade() {
        return context.ensemble.clients().upgradesSessions();
    }

    /** Gives a session up that is global from now on; what has to be proposed before the request that needs it. */
    Request upgrade(Request request) {
        long sessionId = request.sessionId();
        int timeoutMillis = tracker.timeoutMillis(sessionId);
        tracker.remove(sessionId);
        return new Request(
                sessionId, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(timeoutMillis), List.of(), null);
    }

    /** What a write of a session of this server is told; null if the session is none of these. */
    SessionStatus statusOf(long sessionId) {
        return isLive(sessionId) ? OWN : null;
    }

    private static boolean wantsEphemeral(int opCode, io.quorate.jute.proto.Request body) {
        if (opCode == OpCode.CREATE || opCode == OpCode.CREATE2) {
            return body instanceof CreateRequest create && CreateFlags.isEphemeral(create.flags());
        }
        if (opCode == OpCode.MULTI && body instanceof MultiRequest multi) {
            for (Op op : multi.ops()) {
                if (wantsEphemeral(op.type(), op.request())) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- what others ask

    SessionTracker tracker() {
        return tracker;
    }

    /** How many have expired. */
    long expired() {
        return expired;
    }
}

package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.jute.OpCode;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * A server that looks for a leader. Learners who have decided sooner than we that we lead are kept for a moment instead of being
 * refused into their pauses between attempts; no longer, since a mistaken one has to look again, too.
 *
 * <p>If it takes long, clients who ask for that are served reads of what was committed when there was a leader last (spec:
 * client-protocol §11). Their sessions are known here only, and end with this.
 */
final class Looking implements Role {
    private static final long PARKED_MILLIS_MAX = 500;
    private static final int PARKED_MAX = 64;

    /** An election takes less as a rule; then clients are better off waiting for its end. */
    private static final long READ_ONLY_AFTER_MILLIS_MIN = 2_000;

    private final PeerContext context;
    private final TreeMap<Long, Parked> parked = new TreeMap<>();
    private final LocalSessions locals;
    private long readOnlyAtMillis = Long.MAX_VALUE;
    private boolean readOnly;

    /** A learner that came early, and what it has said. */
    record Parked(String address, long untilMillis, List<QuorumPacket> packets) {}

    Looking(PeerContext context) {
        this.context = context;
        this.locals = new LocalSessions(context, true);
        if (context.ensemble.clients().readOnlyMode() && !context.lost) {
            readOnlyAtMillis = context.nowMillis + Math.max(READ_ONLY_AFTER_MILLIS_MIN, context.tickMillis());
        }
    }

    /** The learners that came early; they belong to the caller from now on. */
    TreeMap<Long, Parked> takeParked() {
        TreeMap<Long, Parked> taken = new TreeMap<>(parked);
        parked.clear();
        return taken;
    }

    @Override
    public void onLearnerOpened(long learner, String address) {
        if (parked.size() >= PARKED_MAX) {
            context.effects.closeLearner(learner, "too many learners came while there is no leader");
        } else {
            parked.put(learner, new Parked(address, context.nowMillis + PARKED_MILLIS_MAX, new ArrayList<>()));
        }
    }

    @Override
    public void onLearnerPacket(long learner, QuorumPacket packet) {
        Parked early = parked.get(learner);
        if (early != null && early.packets().isEmpty()) {
            early.packets().add(packet);
        } else if (early != null) {
            parked.remove(learner);
            context.effects.closeLearner(learner, "it goes on without an answer");
        }
    }

    @Override
    public void onLearnerProgress(long learner) {}

    @Override
    public void onLogChecked(long learner, String objection) {}

    @Override
    public void onLearnerClosed(long learner) {
        parked.remove(learner);
    }

    @Override
    public void onTime() {
        locals.onTime();
        if (context.nowMillis >= readOnlyAtMillis) {
            readOnlyAtMillis = Long.MAX_VALUE;
            readOnly = true;
            context.effects.tell("Serving reads without a leader, to clients who ask for that");
            context.clients.release();
            context.effects.serveReadOnly(context.readOnlyTree);
        }
        Iterator<Long> ids = parked.keySet().iterator();
        while (ids.hasNext()) {
            long id = ids.next();
            if (context.nowMillis >= parked.get(id).untilMillis()) {
                ids.remove();
                context.effects.closeLearner(id, "this server does not lead");
            }
        }
    }

    @Override
    public long nextDeadlineMillis() {
        long next = Math.min(readOnlyAtMillis, locals.nextDeadlineMillis());
        for (Parked early : parked.values()) {
            next = Math.min(next, early.untilMillis());
        }
        return next;
    }

    /** Serves clients no longer if it did. */
    void stopServing() {
        readOnlyAtMillis = Long.MAX_VALUE;
        if (readOnly) {
            readOnly = false;
            context.effects.stopServing();
        }
    }

    boolean isReadOnly() {
        return readOnly;
    }

    LocalSessions locals() {
        return locals;
    }

    @Override
    public void end() {
        stopServing();
        for (long id : parked.keySet()) {
            context.effects.closeLearner(id, "this server does not lead");
        }
        parked.clear();
    }

    @Override
    public void onLogged() {}

    @Override
    public void onRequests(List<Request> requests) {
        for (Request request : requests) {
            if (readOnly && request.opCode() == OpCode.CREATE_SESSION) {
                locals.open(request);
            } else if (readOnly && request.opCode() == OpCode.CLOSE_SESSION && locals.isLive(request.sessionId())) {
                locals.close(request);
            }
        }
    }

    @Override
    public void onReopen(Reopen reopen) {
        boolean proved = context.options.passwords().matches(reopen.sessionId(), reopen.password());
        if (readOnly && !(proved && locals.reopen(reopen))) {
            context.effects.reopened(reopen, false);
        }
    }

    @Override
    public void onTouched(List<Long> sessionIds) {
        sessionIds.forEach(locals::touch);
    }

    @Override
    public void flush() {}

    @Override
    public ServerState state() {
        return ServerState.LOOKING;
    }

    @Override
    public String phase() {
        return "election";
    }

    @Override
    public boolean isServing() {
        return false;
    }
}

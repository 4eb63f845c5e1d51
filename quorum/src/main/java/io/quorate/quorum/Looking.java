package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * A server that looks for a leader. Learners who have decided sooner than we that we lead are kept for a moment instead of being
 * refused into their pauses between attempts; no longer, since a mistaken one has to look again, too.
 */
final class Looking implements Role {
    private static final long PARKED_MILLIS_MAX = 500;
    private static final int PARKED_MAX = 64;

    private final PeerContext context;
    private final TreeMap<Long, Parked> parked = new TreeMap<>();

    /** A learner that came early, and what it has said. */
    record Parked(String address, long untilMillis, List<QuorumPacket> packets) {}

    Looking(PeerContext context) {
        this.context = context;
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
        long next = Long.MAX_VALUE;
        for (Parked early : parked.values()) {
            next = Math.min(next, early.untilMillis());
        }
        return next;
    }

    @Override
    public void end() {
        for (long id : parked.keySet()) {
            context.effects.closeLearner(id, "this server does not lead");
        }
        parked.clear();
    }

    @Override
    public void onLogged() {}

    @Override
    public void onRequests(List<Request> requests) {}

    @Override
    public void onReopen(Reopen reopen) {}

    @Override
    public void onTouched(List<Long> sessionIds) {}

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

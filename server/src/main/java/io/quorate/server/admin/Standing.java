package io.quorate.server.admin;

import io.quorate.election.ServerState;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import java.util.Locale;

/** The place of a server in its ensemble, in the words of ZooKeeper (spec: admin-interfaces §1). */
final class Standing {
    static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";

    /** The phase in which a member serves clients. */
    private static final String SERVING_PHASE = "broadcast";

    private Standing() {}

    /** Whether clients are served: a member of an ensemble needs a leader, and to be up to date with it. */
    static boolean isServing(PeerStatus status) {
        QuorumStatus quorum = status.quorum();
        return quorum == null
                || quorum.readOnly()
                || (quorum.state() != ServerState.LOOKING && SERVING_PHASE.equals(quorum.phase()));
    }

    /** What {@code srvr} calls the mode and {@code mntr} the state of a server that serves. */
    static String mode(PeerStatus status) {
        return status.quorum() == null ? "standalone" : mode(status.quorum());
    }

    /**
     * The same of a member of an ensemble.
     *
     * @throws NotServingException if it has no leader
     */
    static String mode(QuorumStatus quorum) {
        return switch (quorum.state()) {
            case LEADING -> "leader";
            case FOLLOWING -> "follower";
            case OBSERVING -> "observer";
            case LOOKING -> {
                if (!quorum.readOnly()) {
                    throw new NotServingException();
                }
                yield "read-only";
            }
        };
    }

    /** As {@link #mode(PeerStatus)}, and {@code looking} of a server that does not serve. */
    static String modeOrLooking(PeerStatus status) {
        return isServing(status) ? mode(status) : "looking";
    }

    /** How many sessions only this server knows. */
    static int localSessions(PeerStatus status) {
        int sessions = 0;
        for (PeerStatus.SessionDeadline deadline : status.localSessionDeadlines()) {
            sessions += deadline.sessionIds().size();
        }
        return sessions;
    }

    static boolean isReadOnly(PeerStatus status) {
        return status.quorum() != null && status.quorum().readOnly();
    }

    static boolean isLeader(PeerStatus status) {
        return status.quorum() != null && status.quorum().state() == ServerState.LEADING;
    }

    static boolean isLearner(PeerStatus status) {
        return status.quorum() != null && status.quorum().state() != ServerState.LEADING;
    }

    /** Such as {@code following - broadcast}. */
    static String peerState(QuorumStatus quorum) {
        return quorum.state().name().toLowerCase(Locale.ROOT) + " - " + quorum.phase();
    }

    /** How many followers, or observers, are up to date. */
    static int synced(QuorumStatus quorum, boolean observers) {
        return (int) quorum.learners().stream()
                .filter(learner -> learner.synced() && learner.observer() == observers)
                .count();
    }
}

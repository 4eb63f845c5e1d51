package io.quorate.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts together what an operator may want to know. */
final class StatusReport {
    private StatusReport() {}

    static PeerStatus of(PeerContext context, Role role, QuorumStatus quorum) {
        Broadcast broadcast = role instanceof Leader leader ? leader.broadcast() : null;
        LocalSessions locals = locals(role);
        return new PeerStatus(
                context.database.committed(),
                context.database.head().lastZxid(),
                context.database.pending().size(),
                context.sizes.last(),
                context.sizes.min(),
                context.sizes.max(),
                broadcast == null ? List.of() : deadlines(broadcast.sessions()),
                locals == null ? List.of() : deadlines(locals.tracker()),
                context.sizes.count(),
                (broadcast == null ? 0 : broadcast.expiredSessions()) + (locals == null ? 0 : locals.expired()),
                context.digestMismatches,
                context.digests.toList(),
                context.nowMillis,
                quorum);
    }

    private static LocalSessions locals(Role role) {
        if (role instanceof Learner learner) {
            return learner.requests().locals();
        }
        if (role instanceof Looking looking) {
            return looking.locals();
        }
        Broadcast broadcast = ((Leader) role).broadcast();
        return broadcast == null ? null : broadcast.locals();
    }

    static List<QuorumStatus.LearnerStatus> learners(Role role) {
        if (role instanceof Follower follower) {
            return follower.observerStatus();
        }
        return role instanceof Leader leader ? leader.learnerStatus() : List.of();
    }

    static int pendingSyncs(Role role) {
        if (role instanceof Learner learner) {
            return learner.requests().waitingSyncs();
        }
        return role instanceof Leader leader && leader.broadcast() != null
                ? leader.broadcast().waitingSyncs()
                : 0;
    }

    private static List<PeerStatus.SessionDeadline> deadlines(SessionTracker sessions) {
        List<PeerStatus.SessionDeadline> deadlines = new ArrayList<>();
        for (Map.Entry<Long, ? extends Iterable<Long>> bucket :
                sessions.byDeadline().entrySet()) {
            List<Long> ids = new ArrayList<>();
            bucket.getValue().forEach(ids::add);
            deadlines.add(new PeerStatus.SessionDeadline(bucket.getKey(), List.copyOf(ids)));
        }
        return List.copyOf(deadlines);
    }
}

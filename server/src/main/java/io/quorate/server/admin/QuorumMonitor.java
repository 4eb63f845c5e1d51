package io.quorate.server.admin;

import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.metrics.Summary;
import io.quorate.server.session.LatencyHistogram;

/** The lines of mntr that only members of an ensemble have, most of them only the leader (spec: admin-interfaces §1.1). */
final class QuorumMonitor {
    private QuorumMonitor() {}

    /** What stands at the top, behind the server's state. */
    static void addState(QuorumStatus quorum, MonitorLines lines) {
        lines.add("peer_state", Standing.peerState(quorum));
        if (Standing.mode(quorum).equals("observer")) {
            lines.add("observer_master_id", quorum.masterSid());
        }
    }

    /** @param uptimeMillis how long this server has been serving in its present role */
    static void addGauges(PeerStatus status, long uptimeMillis, MonitorLines lines) {
        QuorumStatus quorum = status.quorum();
        lines.add("quorum_size", quorum.quorumSize());
        // Ours, in the same form.
        lines.add("leader_id", quorum.leaderSid());
        lines.add("accepted_epoch", quorum.acceptedEpoch());
        lines.add("current_epoch", quorum.currentEpoch());
        lines.add("last_election_time", quorum.electionMillis());
        if (quorum.servesObservers()) {
            lines.add("synced_observers", Standing.synced(quorum, true));
        }
        if (!Standing.isLeader(status)) {
            return;
        }
        lines.add("learners", quorum.learners().size());
        lines.add("synced_followers", Standing.synced(quorum, false));
        lines.add("synced_non_voting_followers", 0);
        lines.add("synced_observers", Standing.synced(quorum, true));
        lines.add("pending_syncs", quorum.pendingSyncs());
        lines.add("leader_uptime", uptimeMillis);
        lines.add("last_proposal_size", status.lastProposalBytes());
        lines.add("min_proposal_size", status.minProposalBytes());
        lines.add("max_proposal_size", status.maxProposalBytes());
        for (QuorumStatus.LearnerStatus learner : quorum.learners()) {
            // What is sent to a learner is handed to its connection at once: nothing ever waits in a queue of ours.
            lines.add(learner.sid() + "_learner_handler_qp_size", Summary.Values.NONE);
            lines.add(learner.sid() + "_learner_handler_qp_time_ms", LatencyHistogram.Snapshot.EMPTY);
        }
    }
}

package io.quorate.server.admin;

import static io.quorate.server.meter.Measurement.gauge;

import io.quorate.ensemble.Ensemble;
import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.meter.Measurement;
import java.util.List;
import java.util.Set;

/** What only members of an ensemble have to tell monitors, most of it only the leader (spec: admin-interfaces §1.1). */
final class QuorumMonitor {
    private QuorumMonitor() {}

    /** What stands at the top of mntr, behind the server's state. */
    static void addState(QuorumStatus quorum, MonitorLines lines) {
        lines.add("peer_state", Standing.peerState(quorum));
        if (Standing.mode(quorum).equals("observer")) {
            lines.add("observer_master_id", quorum.masterSid());
        }
    }

    /** @param uptimeMillis how long this server has been serving in its present role */
    static void addGauges(PeerStatus status, long uptimeMillis, List<Measurement> all) {
        QuorumStatus quorum = status.quorum();
        all.add(gauge("quorum_size", quorum.quorumSize()));
        // Ours, in the same form.
        all.add(gauge("leader_id", quorum.leaderSid()));
        all.add(gauge("accepted_epoch", quorum.acceptedEpoch()));
        all.add(gauge("current_epoch", quorum.currentEpoch()));
        all.add(gauge("last_election_time", quorum.electionMillis()));
        if (quorum.servesObservers()) {
            all.add(gauge("synced_observers", Standing.synced(quorum, true)));
        }
        if (!Standing.isLeader(status)) {
            return;
        }
        all.add(gauge("learners", quorum.learners().size()));
        all.add(gauge("synced_followers", Standing.synced(quorum, false)));
        // Its name before 3.6, which many rules still have.
        all.add(gauge("followers", Standing.synced(quorum, false)));
        all.add(gauge("synced_non_voting_followers", syncedWithoutVote(quorum)));
        all.add(gauge("synced_observers", Standing.synced(quorum, true)));
        all.add(gauge("pending_syncs", quorum.pendingSyncs()));
        all.add(gauge("leader_uptime", uptimeMillis));
        all.add(gauge("last_proposal_size", status.lastProposalBytes()));
        all.add(gauge("min_proposal_size", status.minProposalBytes()));
        all.add(gauge("max_proposal_size", status.maxProposalBytes()));
        all.add(gauge("outstanding_proposals", status.outstandingProposals()));
        for (QuorumStatus.LearnerStatus learner : quorum.learners()) {
            if (learner.ackedZxid() >= 0) {
                all.add(gauge(
                        "learner_lag",
                        Long.toString(learner.sid()),
                        lag(status.lastProposedZxid(), learner.ackedZxid())));
            }
        }
    }

    /** Those that want to join, and have to follow before they get a vote. */
    private static long syncedWithoutVote(QuorumStatus quorum) {
        Set<Long> voters = Ensemble.parse(quorum.configText()).voters();
        return quorum.learners().stream()
                .filter(learner -> learner.synced() && !learner.observer() && !voters.contains(learner.sid()))
                .count();
    }

    /** How many transactions of the leader's epoch a learner has not logged. */
    private static long lag(long proposedZxid, long ackedZxid) {
        boolean sameEpoch = Zxid.epoch(proposedZxid) == Zxid.epoch(ackedZxid);
        return Math.max(0, Zxid.counter(proposedZxid) - (sameEpoch ? Zxid.counter(ackedZxid) : 0));
    }
}

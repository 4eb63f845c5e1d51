package io.quorate.quorum;

import io.quorate.election.ServerState;
import java.util.List;

/**
 * What an operator may want to know of a member of an ensemble, at one moment. Immutable.
 *
 * @param state LOOKING, LEADING, FOLLOWING or OBSERVING
 * @param phase where in it: {@code election}, {@code discovery}, {@code synchronization} or {@code broadcast}
 * @param leaderSid whom this server follows, itself if it leads; -1 while LOOKING
 * @param acceptedEpoch the newest epoch promised to a leader
 * @param currentEpoch the epoch whose history this server has
 * @param round the logical clock of the election
 * @param configText the committed configuration
 * @param learners who learns from this server: those of a leader, the observers of a follower that serves them; else none
 * @param pendingSyncs syncs of clients that wait at the leader
 * @param quorumSize how many servers vote
 * @param electionMillis how long the last election took; -1 before the first
 * @param readOnly whether clients may read although there is no leader
 * @param masterSid from whom this server learns: the leader, or for an observer a follower that serves observers; -1 if it does not
 * @param servesObservers whether observers may learn from this server although it does not lead
 */
public record QuorumStatus(
        ServerState state,
        String phase,
        long leaderSid,
        long acceptedEpoch,
        long currentEpoch,
        long round,
        String configText,
        List<LearnerStatus> learners,
        int pendingSyncs,
        int quorumSize,
        long electionMillis,
        boolean readOnly,
        long masterSid,
        boolean servesObservers) {
    /**
     * One learner of this server.
     *
     * @param synced whether it has been told that it is up to date
     * @param ackedZxid up to where it has logged; -1 if nothing is known
     */
    public record LearnerStatus(long sid, String address, boolean observer, boolean synced, long ackedZxid) {}
}

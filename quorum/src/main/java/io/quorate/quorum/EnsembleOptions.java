package io.quorate.quorum;

import io.quorate.election.ElectionOptions;

/**
 * The numbers that steer a member of an ensemble.
 *
 * @param initLimitTicks how long discovery and synchronisation may take
 * @param syncLimitTicks how long a synchronised server may say nothing
 * @param connectLimitTicks how long a learner tries to connect to its leader
 * @param commitLogCount how many committed transactions are kept to bring learners up to date
 * @param fieldBytesMax the longest string or buffer in a request of a learner, or in a transaction
 * @param observerLogs whether an observer keeps a log ({@code syncEnabled})
 * @param leaderServes whether the leader serves clients
 * @param reconfigEnabled whether the ensemble's configuration has versions and may be changed by clients
 * @param standaloneEnabled whether a single voter is no ensemble, so that none may be shrunk to one
 * @param clients how clients are served
 * @param election the numbers of an election
 * @param learners how learners come to their leader and are brought up to date
 * @param counterEnd the counter of a zxid that a leader does not hand out any more, at which its epoch is used up; {@link
 *     #COUNTER_END} but for tests of that
 */
public record EnsembleOptions(
        int initLimitTicks,
        int syncLimitTicks,
        int connectLimitTicks,
        int commitLogCount,
        int fieldBytesMax,
        boolean observerLogs,
        boolean leaderServes,
        boolean reconfigEnabled,
        boolean standaloneEnabled,
        ClientOptions clients,
        ElectionOptions election,
        LearnerOptions learners,
        long counterEnd) {
    /** Where the counter ends (spec: zab-protocol §2). */
    public static final long COUNTER_END = 0xffffffffL;
}

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
 * @param election the numbers of an election
 * @param learners how learners come to their leader and are brought up to date
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
        ElectionOptions election,
        LearnerOptions learners) {}

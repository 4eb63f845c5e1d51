package io.quorate.txnlog;

import java.nio.file.Path;

/**
 * What a recovery did.
 *
 * @param snapshot the one that was loaded, null if none was
 * @param snapshotsRefused newer ones that did not load
 * @param logFiles logs that were read
 * @param txns transactions that were applied
 * @param repeatedTxns records that were skipped because their zxid had been seen
 * @param digestsCompared times that the tree's digest was compared with one in a log or snapshot
 * @param digestMismatches how often they differed
 * @param firstDigestMismatch a sentence, null if there is none
 * @param loadMillis how long the snapshots took to load, those that were refused included
 * @param replayMillis how long the logs took to replay
 */
public record RecoveryStats(
        Path snapshot,
        int snapshotsRefused,
        int logFiles,
        long txns,
        long repeatedTxns,
        long digestsCompared,
        long digestMismatches,
        String firstDigestMismatch,
        long loadMillis,
        long replayMillis) {}

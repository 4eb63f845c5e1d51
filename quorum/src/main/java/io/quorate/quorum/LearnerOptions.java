package io.quorate.quorum;

/**
 * The numbers that steer how learners come to their leader and are brought up to date.
 *
 * @param forceSnapshot whether every learner is sent a snapshot ({@code forceSnapshotSync})
 * @param logShare a learner is sent the log on disk if that is shorter than this share of the newest snapshot; 0: however long it is;
 *     less than 0: never ({@code snapshotSizeFactor})
 * @param snapshotSyncsMax an observer is sent away if it needs a snapshot while so many learners are being sent one
 * @param diffSyncsMax likewise for transactions
 * @param epochWaitMillisMax how long a leader waits for a quorum to follow it into its epoch; less than 0: initLimit
 * @param connectAgainMillis the pause between two attempts to connect to the leader
 * @param reconnectDelayMillisMax bound of the random time that an observer waits before it connects to a leader
 * @param observerMasterPort where followers listen for observers, and observers find them instead of the leader; 0: all learn from the
 *     leader
 */
public record LearnerOptions(
        boolean forceSnapshot,
        double logShare,
        int snapshotSyncsMax,
        int diffSyncsMax,
        long epochWaitMillisMax,
        long connectAgainMillis,
        int reconnectDelayMillisMax,
        int observerMasterPort) {
    /** What every server does that is not told otherwise. */
    public static LearnerOptions defaults() {
        return new LearnerOptions(false, 0.33, 10, 100, -1, 100, 0, 0);
    }
}

package io.quorate.quorum;

import java.util.random.RandomGenerator;

/**
 * Says when the log has grown enough for a new snapshot. The threshold is drawn anew each time from the upper half of its
 * range, so that the servers of an ensemble do not all write snapshots at once (spec: storage-format §2.7).
 */
final class SnapshotPolicy {
    private final int snapCount;
    private final long snapSizeBytes;
    private final RandomGenerator random;
    private long count;
    private long bytes;
    private long countThreshold;
    private long bytesThreshold;
    private boolean saving;

    SnapshotPolicy(int snapCount, long snapSizeBytes, RandomGenerator random) {
        this.snapCount = Math.max(2, snapCount);
        this.snapSizeBytes = snapSizeBytes;
        this.random = random;
        restart();
    }

    /** Notes one logged transaction. */
    void logged(int sizeBytes) {
        count++;
        bytes += sizeBytes;
    }

    /** Whether a snapshot is due and none is being saved. */
    boolean isDue() {
        return !saving && (count > countThreshold || (snapSizeBytes > 0 && bytes > bytesThreshold));
    }

    /** Notes that a snapshot is being saved. */
    void saving() {
        saving = true;
        restart();
    }

    /** Notes that the snapshot is safe on disk. */
    void saved() {
        saving = false;
    }

    private void restart() {
        count = 0;
        bytes = 0;
        countThreshold = snapCount / 2 + random.nextInt(snapCount / 2);
        if (snapSizeBytes > 1) {
            bytesThreshold = snapSizeBytes / 2 + random.nextLong(snapSizeBytes / 2);
        }
    }
}

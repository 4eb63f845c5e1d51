package io.quorate.txnlog.sim;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * What goes wrong on a {@link SimDisk}. Everything is off at first. Settings stay until they are changed, except those
 * that say "once".
 */
public final class SimFaults {
    private final SplittableRandom random;
    private double shortWrites;
    private double forceFailures;
    private double directoryForceFailures;
    private boolean failNextForce;
    private long capacityBytes = Long.MAX_VALUE;
    private long crashAt = Long.MAX_VALUE;
    private long operations;

    SimFaults(SplittableRandom random) {
        this.random = random;
    }

    /** The share of writes that write only a part, 0 to 1. */
    public void shortWrites(double probability) {
        shortWrites = probability;
    }

    /** The share of file forces that fail; of the bytes concerned any subset becomes durable. */
    public void forceFailures(double probability) {
        forceFailures = probability;
    }

    /** The share of directory forces that fail. */
    public void directoryForceFailures(double probability) {
        directoryForceFailures = probability;
    }

    /** The next force of a file fails, once. */
    public void failNextForce() {
        failNextForce = true;
    }

    /** The space of all files together, in bytes, counted in pages that were written to. */
    public void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** The process ends in the middle of the {@code count}-th changing operation from now on, counted from 1, once. */
    public void crashAfter(long count) {
        crashAt = operations + count;
    }

    /** How many operations have changed the disk so far. */
    public long operations() {
        return operations;
    }

    long capacityBytes() {
        return capacityBytes;
    }

    /** Counts an operation; true if the process is to end in the middle of it. */
    boolean crashesNow() {
        operations++;
        if (operations < crashAt) {
            return false;
        }
        crashAt = Long.MAX_VALUE;
        return true;
    }

    int writable(int remaining) {
        return remaining > 1 && random.nextDouble() < shortWrites ? random.nextInt(1, remaining) : remaining;
    }

    boolean forceFails() {
        boolean fails = failNextForce || random.nextDouble() < forceFailures;
        failNextForce = false;
        return fails;
    }

    void beforeDirectoryForce(Object directory) throws IOException {
        if (random.nextDouble() < directoryForceFailures) {
            throw new IOException("simulated failure to force directory " + directory);
        }
    }
}

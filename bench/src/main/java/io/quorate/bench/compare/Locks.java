package io.quorate.bench.compare;

import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.recipe.LockTakers;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjDoubleConsumer;

/** What the lock recipe costs the servers of one deployment. */
final class Locks {
    static final int TAKERS = 8;

    private static final int PROGRESS_SECONDS_MAX = 60;
    private static final int PAUSE_MILLIS = 5;

    private final Deployment servers;
    private final double warmupSeconds;
    private final double seconds;
    private final ObjDoubleConsumer<Scalar> figures;

    Locks(Deployment servers, double warmupSeconds, double seconds, ObjDoubleConsumer<Scalar> figures) {
        this.servers = servers;
        this.warmupSeconds = warmupSeconds;
        this.seconds = seconds;
        this.figures = figures;
    }

    /** Each session has a lock of its own; then all stand in line for one. */
    void measure() throws IOException, InterruptedException, LoadFailedException {
        measure(false, Scalar.LOCKS_CPU, Scalar.LOCKS);
        measure(true, Scalar.LOCK_LINE_CPU, Scalar.LOCK_LINE);
    }

    private void measure(boolean inOneLine, Scalar cpu, Scalar time)
            throws IOException, InterruptedException, LoadFailedException {
        try (LockTakers takers = new LockTakers(servers.addresses(), TAKERS, inOneLine)) {
            pass(takers, warmupSeconds);
            CpuTime before = CpuTime.of(servers);
            long takenBefore = takers.taken();
            long start = System.nanoTime();
            pass(takers, seconds);
            double nanos = System.nanoTime() - start;
            double taken = takers.taken() - takenBefore;
            figures.accept(cpu, CpuTime.of(servers).nanosSince(before) / 1e3 / taken);
            figures.accept(time, nanos / 1e3 / taken);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new LoadFailedException("locks: " + e.getMessage(), e);
        }
    }

    /** Lets so much time pass, and at least one lock be taken by each. */
    private static void pass(LockTakers takers, double seconds) throws InterruptedException, LoadFailedException {
        long start = System.nanoTime();
        long target = takers.taken() + TAKERS;
        while (System.nanoTime() - start < seconds * 1e9 || takers.taken() < target) {
            if (System.nanoTime() - start > (seconds + PROGRESS_SECONDS_MAX) * 1e9) {
                throw new LoadFailedException("fewer than " + TAKERS + " locks in " + PROGRESS_SECONDS_MAX + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}

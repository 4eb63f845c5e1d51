package io.quorate.server.metrics;

import io.quorate.server.meter.Unit;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the JVM, or the machine, stood still: a thread that sleeps wakes up late ({@code jvm.pause.*}). May be closed from any
 * thread.
 */
public final class JvmPauseMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JvmPauseMonitor.class);

    private final long infoMillis;
    private final long warnMillis;
    private final long sleepMillis;
    private final Summary pauses;
    private final Thread thread = new Thread(this::run, "jvm-pause-monitor");

    private JvmPauseMonitor(ServerMetrics metrics, long infoMillis, long warnMillis, long sleepMillis) {
        this.infoMillis = infoMillis;
        this.warnMillis = warnMillis;
        this.sleepMillis = sleepMillis;
        this.pauses = metrics.registry().register("jvm_pause_time_ms", new Summary(Unit.PLAIN, true));
    }

    /**
     * Watches from now on.
     *
     * @param infoMillis longer pauses are counted and logged
     * @param warnMillis longer ones are logged as warnings
     * @param sleepMillis time between two looks
     */
    public static JvmPauseMonitor start(ServerMetrics metrics, long infoMillis, long warnMillis, long sleepMillis) {
        JvmPauseMonitor monitor = new JvmPauseMonitor(metrics, infoMillis, warnMillis, sleepMillis);
        monitor.thread.setDaemon(true);
        monitor.thread.start();
        return monitor;
    }

    private void run() {
        try {
            long collecting = collectingMillis();
            while (true) {
                long start = System.nanoTime();
                Thread.sleep(sleepMillis);
                long paused = (System.nanoTime() - start) / 1_000_000 - sleepMillis;
                long collected = collectingMillis();
                noticed(paused, collected - collecting);
                collecting = collected;
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private void noticed(long paused, long collected) {
        pauses.add(paused);
        if (paused >= warnMillis) {
            LOG.warn(
                    "The JVM or the machine stood still for about {} ms, {} ms of it for garbage collection",
                    paused,
                    collected);
        } else if (paused >= infoMillis) {
            LOG.info(
                    "The JVM or the machine stood still for about {} ms, {} ms of it for garbage collection",
                    paused,
                    collected);
        }
    }

    private static long collectingMillis() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, collector.getCollectionTime());
        }
        return sum;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

package io.quorate.server.loop;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the disk of the log hangs: a call that neither succeeds nor fails leaves no other trace. What waits for the disk is kept
 * in memory meanwhile, so a member of an ensemble leaves it to the others after a while. Belongs to the loop that it is given.
 */
public final class DiskWatch {
    /** A disk that takes longer than this for a batch is said to hang, ms. */
    public static final long HANGS_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final int LOOK_SECONDS = 1;

    private final LongSupplier busyMillis;
    private final long limitMillis;
    private final LongConsumer onLimit;
    private boolean hangs;
    private boolean over;

    private DiskWatch(LongSupplier busyMillis, long limitMillis, LongConsumer onLimit) {
        this.busyMillis = busyMillis;
        this.limitMillis = limitMillis;
        this.onLimit = onLimit;
    }

    /**
     * Watches from now on, until the loop ends.
     *
     * @param busyMillis how long the disk has been at work on the present batch, ms
     * @param limitMillis how long that may be at most; 0: no limit
     * @param onLimit is called once when it is more, with the time
     */
    public static void start(EventLoop loop, LongSupplier busyMillis, long limitMillis, LongConsumer onLimit) {
        DiskWatch watch = new DiskWatch(busyMillis, limitMillis, onLimit);
        loop.scheduleWithFixedDelay(watch::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        long busy = busyMillis.getAsLong();
        if (busy > HANGS_MILLIS && !hangs) {
            hangs = true;
            LOG.error(
                    "The disk of the transaction log has not answered for {} ms: this server acknowledges nothing meanwhile, and"
                            + " /readyz says so. See to the disk, or end the server",
                    busy);
        } else if (busy < HANGS_MILLIS && hangs) {
            hangs = false;
            LOG.info("The disk of the transaction log answers again");
        }
        if (limitMillis > 0 && busy > limitMillis && !over) {
            over = true;
            onLimit.accept(busy);
        }
    }
}

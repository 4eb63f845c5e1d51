package io.quorate.bench.load;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Counts and times the replies that fall into the measured window, and every wrong reply, in the window or not. Owned
 * by the event loop until the run is over.
 *
 * <p>In a closed loop a reply belongs to the window in which it arrives. In an open loop its latency belongs to the
 * window in which its request was <em>due</em>, however late the request left or the reply came: a server that stalls
 * for a second then shows that second in every request that was due meanwhile, which is what its users would see.
 */
final class Recorder {
    private final boolean byDueTime;
    private final Histogram latencyNanos = new Histogram(1, TimeUnit.MINUTES.toNanos(10), 3);
    private final SortedMap<Integer, Long> errors = new TreeMap<>();
    private long wrongLengths;
    private long completed;
    private boolean begun;
    private boolean ended;
    private long beginNanos;
    private long endNanos;

    Recorder(boolean byDueTime) {
        this.byDueTime = byDueTime;
    }

    void begin(long nowNanos) {
        begun = true;
        beginNanos = nowNanos;
    }

    void end(long nowNanos) {
        if (begun && !ended) {
            ended = true;
            endNanos = nowNanos;
        }
    }

    void onReply(long startNanos, long nowNanos, int err, boolean asExpected) {
        if (err != 0) {
            errors.merge(err, 1L, Long::sum);
        } else if (!asExpected) {
            wrongLengths++;
        }
        if (inWindow(nowNanos)) {
            completed++;
        }
        if (inWindow(byDueTime ? startNanos : nowNanos)) {
            latencyNanos.recordValue(Math.min(nowNanos - startNanos, latencyNanos.getHighestTrackableValue()));
        }
    }

    private boolean inWindow(long nanos) {
        return begun && nanos - beginNanos >= 0 && (!ended || nanos - endNanos < 0);
    }

    Histogram latencyNanos() {
        return latencyNanos;
    }

    SortedMap<Integer, Long> errors() {
        return errors;
    }

    long wrongLengths() {
        return wrongLengths;
    }

    long completed() {
        return completed;
    }

    double seconds() {
        return (endNanos - beginNanos) / 1e9;
    }
}

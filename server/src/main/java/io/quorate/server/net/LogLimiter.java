package io.quorate.server.net;

import org.slf4j.Logger;

/**
 * Keeps a flood of bad connections from becoming a flood of log lines: a burst is logged line by line, the rest of the
 * second is only counted. Any thread may use it; most belong to one.
 */
public final class LogLimiter {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int LINES_PER_WINDOW = 20;

    private final Logger log;
    private long windowStartNanos;
    private int lines;
    private long suppressed;

    /** @param log where lines go */
    public LogLimiter(Logger log, long nowNanos) {
        this.log = log;
        this.windowStartNanos = nowNanos;
    }

    /** Logs a line, or counts it. */
    public synchronized void info(long nowNanos, String format, Object... arguments) {
        if (nowNanos - windowStartNanos > WINDOW_NANOS) {
            if (suppressed > 0) {
                log.info("{} more lines of this kind were left out", suppressed);
            }
            windowStartNanos = nowNanos;
            lines = 0;
            suppressed = 0;
        }
        if (lines < LINES_PER_WINDOW) {
            lines++;
            log.info(format, arguments);
        } else {
            suppressed++;
        }
    }
}

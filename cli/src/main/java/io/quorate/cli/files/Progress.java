package io.quorate.cli.files;

import java.io.PrintWriter;

/**
 * A line on a terminal that says how far long work has come; nothing anywhere else. The scripts tell whether standard error is a
 * terminal, which Java cannot see by itself.
 */
public final class Progress implements AutoCloseable {
    /** Set by the scripts. */
    private static final String TERMINAL = "quorate.terminal";

    private static final int WIDTH = 30;
    private static final long FIRST_NANOS = 500_000_000;
    private static final long EVERY_NANOS = 100_000_000;

    private final PrintWriter err;
    private final String what;
    private final long total;
    private final boolean shown;
    private long next = System.nanoTime() + FIRST_NANOS;
    private boolean started;

    /**
     * Progress of one piece of work.
     *
     * @param total what {@link #at} reaches in the end; 0 if that is not known
     */
    public Progress(PrintWriter err, String what, long total) {
        this.err = err;
        this.what = what;
        this.total = total;
        this.shown = Boolean.getBoolean(TERMINAL);
    }

    /** Says how far it is. Costs next to nothing. */
    public void at(long done) {
        if (!shown) {
            return;
        }
        long now = System.nanoTime();
        if (now < next) {
            return;
        }
        next = now + EVERY_NANOS;
        started = true;
        err.print("\r" + line(what, done, total));
        err.flush();
    }

    static String line(String what, long done, long total) {
        if (total <= 0) {
            return what + " " + done;
        }
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        return what + " [" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] "
                + 100 * Math.min(done, total) / total + " %";
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (started) {
            err.print("\r" + " ".repeat(what.length() + WIDTH + 25) + "\r");
            err.flush();
        }
    }
}

package io.quorate.server.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to the logger of the audit log. Where {@link LinesAtOnce} may, as many as possible go as one event, since what is around a
 * line costs far more than the line; otherwise each goes by itself. Used by one thread.
 */
final class AuditLines {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.LOGGER);
    /** So that files are rolled about where they should be. */
    private static final int CHARS_MAX = 32 * 1024;

    private final StringBuilder text = new StringBuilder(2 * CHARS_MAX);
    private final AuditLine line = new AuditLine(text);
    /** Null if it may not, or nothing is collected. */
    private LinesAtOnce atOnce;

    private boolean failures;

    /** Begins a line; {@link #end} has to follow. */
    AuditLine begin(boolean failure) {
        if (!text.isEmpty() && (failure != failures || text.length() > CHARS_MAX)) {
            flush();
        }
        if (text.isEmpty()) {
            failures = failure;
            atOnce = LinesAtOnce.of(LOG, failure);
        } else {
            text.append(atOnce.between());
        }
        return line.begin();
    }

    /** Ends the line. */
    void end() {
        if (atOnce == null) {
            flush();
        }
    }

    /** Hands over what was collected. */
    void flush() {
        if (text.isEmpty()) {
            return;
        }
        String collected = text.toString();
        text.setLength(0);
        if (atOnce != null) {
            atOnce.write(collected);
            atOnce = null;
        } else if (failures) {
            LOG.error("{}", collected);
        } else {
            LOG.info("{}", collected);
        }
    }
}

package io.quorate.jute;

/**
 * Bytes that do not decode to the record asked for. The message names the field, the value found and the value expected.
 *
 * <p>It carries no stack trace, because it is an answer to bad input and not a fault of this program: a peer that sends
 * garbage must not be able to make it expensive.
 */
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean truncated;

    public MalformedRecordException(String message) {
        this(message, false);
    }

    private MalformedRecordException(String message, boolean truncated) {
        super(message, null, false, false);
        this.truncated = truncated;
    }

    /** The failure of an input that ended before the value did. */
    static MalformedRecordException truncated(String message) {
        return new MalformedRecordException(message, true);
    }

    /**
     * Whether the input merely ended too early, so that more bytes could make it well-formed. A reader of an unframed
     * stream goes back and waits on true; on false no further byte can help.
     */
    public boolean isTruncated() {
        return truncated;
    }
}

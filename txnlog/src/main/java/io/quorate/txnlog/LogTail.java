package io.quorate.txnlog;

/**
 * How the records of a log end.
 *
 * @param end the byte behind the last whole record
 * @param torn null if only zeros follow; else what is wrong with the record that begins at {@code end}
 * @param mustCut whether a reader that does not have the mark would take what follows for damage. Recovery cuts it off
 */
record LogTail(long end, String torn, boolean mustCut) {
    static LogTail clean(long end) {
        return new LogTail(end, null, false);
    }

    /** Whether the log holds no record. */
    boolean isEmpty() {
        return end <= LogFormat.HEADER_BYTES;
    }
}

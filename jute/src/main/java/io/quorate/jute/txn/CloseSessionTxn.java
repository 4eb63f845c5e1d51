package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import java.util.List;

/**
 * Ends the session in the header and deletes its ephemerals (type -11).
 *
 * @param paths the ephemerals to delete; null in the old form, which has no record at all: then they are whatever the local
 *     tree holds of the session
 */
public record CloseSessionTxn(List<String> paths) implements Txn {
    /** The old form. */
    public static final CloseSessionTxn WITHOUT_PATHS = new CloseSessionTxn(null);

    /** Takes no bytes at all for the old form. */
    public static CloseSessionTxn read(JuteReader in) {
        if (!in.hasRemaining()) {
            return WITHOUT_PATHS;
        }
        List<String> paths = in.readStrings("closeSessionTxn.paths");
        if (paths == null) {
            throw new MalformedRecordException("closeSessionTxn.paths: null (expected: a vector, or no record)");
        }
        return new CloseSessionTxn(paths);
    }

    /**
     * As {@link #read}, for input that ends with the record or with a digest. The old form before a digest is exactly a digest;
     * as a vector those bytes would be two paths that are empty or null, which no ephemeral is.
     */
    static CloseSessionTxn readBeforeDigest(JuteReader in) {
        return in.remaining() == TxnDigest.BYTES && in.peekInt() == TxnDigest.VERSION ? WITHOUT_PATHS : read(in);
    }

    /** Writes nothing for the old form. */
    @Override
    public void write(JuteWriter out) {
        if (paths != null) {
            out.writeStrings(paths);
        }
    }
}

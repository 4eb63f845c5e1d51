package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * The digest of the tree after a transaction, as its leader predicts: 12 bytes (spec: storage-format §5, zab-protocol §9).
 * Only digests of {@link #VERSION} can be compared with the tree's; others are passed on as they are.
 */
public record TxnDigest(int version, long treeDigest) implements JuteRecord {
    /** The way of digesting that this server and Apache 3.9 use. */
    public static final int VERSION = 2;

    /** Length of the encoding. */
    public static final int BYTES = 12;

    public static TxnDigest read(JuteReader in) {
        return new TxnDigest(in.readInt("digest.version"), in.readLong("digest.treeDigest"));
    }

    /** Whether the tree's own digest can be compared with this one. */
    public boolean isComparable() {
        return version == VERSION;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(version);
        out.writeLong(treeDigest);
    }
}

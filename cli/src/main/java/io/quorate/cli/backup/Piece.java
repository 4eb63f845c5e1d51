package io.quorate.cli.backup;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One file of a backup.
 *
 * @param kind {@code snapshot} or {@code log}
 * @param file its name
 * @param first zxid of the first transaction of a log; of a snapshot that of the last in it, as hex after 0x
 * @param last zxid of the last transaction
 * @param time of the last transaction of a log, by the leader's clock; when the snapshot was fetched; ms since 1970
 * @param bytes its length
 * @param sha256 of its bytes, in hex
 * @param digest of the tree of a snapshot, in hex; null for a log
 * @param source whose it was
 */
record Piece(
        String kind,
        String file,
        String first,
        String last,
        long time,
        long bytes,
        String sha256,
        String digest,
        String source) {
    static final String SNAPSHOT = "snapshot";
    static final String LOG = "log";

    @JsonIgnore
    boolean isSnapshot() {
        return kind.equals(SNAPSHOT);
    }

    long firstZxid() {
        return Long.decode(first);
    }

    long lastZxid() {
        return Long.decode(last);
    }
}

package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.txn.TxnDigest;
import java.io.IOException;
import java.util.zip.Adler32;

/** Reads the uncompressed bytes of a snapshot file, in the layout of {@link SnapshotWriter}, and checks every seal. */
final class SnapshotReader {
    private static final int FIRST_BUFFER_BYTES = 1 << 15;

    /** A lastProcessed trailer with its seal. */
    private static final int LAST_PROCESSED_BYTES = Long.BYTES + SnapshotWriter.SEAL_BYTES;

    /** No trailers are longer. */
    private static final int TRAILERS_BYTES_MAX = 1 << 12;

    private final ReadAhead in;
    private final ByteBuf buffer = Unpooled.buffer(FIRST_BUFFER_BYTES);
    /** Of everything taken from the stream. */
    private final AdlerSum sum = new AdlerSum();

    private SnapshotTrailers trailers = SnapshotTrailers.NONE;

    SnapshotReader(ReadAhead in) {
        this.in = in;
    }

    /**
     * Reads everything.
     *
     * @throws IOException if the bytes end too early or a seal is wrong
     * @throws MalformedRecordException if they are no snapshot
     */
    void read(SnapshotDecoder decoder) throws IOException {
        require(SnapshotWriter.HEADER_BYTES, "header");
        int magic = buffer.readInt();
        if (magic != SnapshotWriter.MAGIC) {
            throw new IOException("magic number " + Integer.toHexString(magic) + " (expected: "
                    + Integer.toHexString(SnapshotWriter.MAGIC) + ", \"ZKSN\")");
        }
        buffer.skipBytes(SnapshotWriter.HEADER_BYTES - Integer.BYTES);
        while (!decoder.decode(buffer)) {
            if (!fill()) {
                throw new IOException(
                        "file ends behind node " + decoder.nodes() + " (expected: the end of the list of nodes)");
            }
        }
        checkSeal("nodes");
        readTrailers();
    }

    /** What followed the nodes. */
    SnapshotTrailers trailers() {
        return trailers;
    }

    private void readTrailers() throws IOException {
        boolean more = true;
        while (more && buffer.readableBytes() <= TRAILERS_BYTES_MAX) {
            more = fill();
        }
        if (buffer.readableBytes() > LAST_PROCESSED_BYTES) {
            JuteReader jute = new JuteReader(buffer);
            long zxid = jute.readLong("digest zxid");
            int version = jute.readInt("digest version");
            long digest = version < TxnDigest.VERSION ? skipOldDigest(jute) : jute.readLong("digest");
            checkSeal("digest");
            trailers = trailers.withDigest(zxid, new TxnDigest(version, digest));
        }
        if (buffer.isReadable()) {
            require(LAST_PROCESSED_BYTES, "last processed zxid");
            trailers = trailers.withLastProcessed(buffer.readLong());
            checkSeal("last processed zxid");
        }
        if (buffer.isReadable()) {
            throw new IOException("more bytes behind the last seal (expected: the end of the file)");
        }
    }

    /** Before version 2 a digest was text. It is not comparable. */
    private static long skipOldDigest(JuteReader jute) {
        jute.readString("digest");
        return 0;
    }

    private void checkSeal(String what) throws IOException {
        require(SnapshotWriter.SEAL_BYTES, "seal of the " + what);
        long expected = sumOfRead();
        JuteReader jute = new JuteReader(buffer);
        long found = jute.readLong("seal");
        String end = jute.readString("seal");
        if (found != expected || !SnapshotEncoder.END.equals(end)) {
            throw new IOException("seal of the " + what + ": " + Long.toHexString(found) + " \"" + end
                    + "\" (expected: " + Long.toHexString(expected) + " \"" + SnapshotEncoder.END + "\")");
        }
    }

    private void require(int bytes, String what) throws IOException {
        while (buffer.readableBytes() < bytes) {
            if (!fill()) {
                throw new IOException("file ends in the " + what + " (expected: " + bytes + " bytes, found: "
                        + buffer.readableBytes() + ")");
            }
        }
    }

    /** The checksum of all bytes up to the next one to be read. */
    private long sumOfRead() {
        Adler32 unread = new Adler32();
        unread.update(buffer.array(), buffer.arrayOffset() + buffer.readerIndex(), buffer.readableBytes());
        return sum.without(unread.getValue(), buffer.readableBytes());
    }

    /** Gets more bytes behind those not read yet; false at the end of the file. */
    private boolean fill() throws IOException {
        ReadAhead.Chunk chunk = in.take();
        if (chunk == null) {
            return false;
        }
        sum.append(chunk.adler(), chunk.length());
        buffer.discardReadBytes();
        buffer.writeBytes(chunk.bytes(), 0, chunk.length());
        return true;
    }
}

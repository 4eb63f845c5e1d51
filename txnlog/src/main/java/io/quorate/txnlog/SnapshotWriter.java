package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Adler32;

/**
 * Writes the uncompressed bytes of a snapshot file (spec: storage-format §4.1).
 *
 * <pre>
 * "ZKSN" | int 2 | long -1 | body | seal | [long zxid | int 2 | long tree digest | seal] | [long zxid | seal]
 * seal:  long Adler-32 of everything before, earlier seals included | ustring "/"
 * </pre>
 */
final class SnapshotWriter {
    static final int MAGIC = 0x5a4b534e;
    static final int VERSION = 2;
    static final int HEADER_BYTES = 16;
    static final int SEAL_BYTES = Long.BYTES + Integer.BYTES + 1;

    private static final long DB_ID = -1;
    private static final int CHUNK_BYTES = 1 << 17;

    private final OutputStream out;
    private final ByteBuf buffer = Unpooled.buffer(2 * CHUNK_BYTES);
    private final JuteWriter jute = new JuteWriter(buffer);
    private final Adler32 adler = new Adler32();

    SnapshotWriter(OutputStream out) {
        this.out = out;
    }

    void write(DataTree tree, boolean lastProcessedTrailer) throws IOException {
        jute.writeInt(MAGIC);
        jute.writeInt(VERSION);
        jute.writeLong(DB_ID);
        writeBody(new SnapshotEncoder(tree));
        seal();
        if (tree.options().digestEnabled()) {
            jute.writeLong(tree.lastZxid());
            new TxnDigest(TxnDigest.VERSION, tree.digest()).write(jute);
            seal();
        }
        if (lastProcessedTrailer) {
            jute.writeLong(tree.lastZxid());
            seal();
        }
        flush();
    }

    private void writeBody(SnapshotEncoder encoder) throws IOException {
        while (!encoder.encode(buffer, CHUNK_BYTES)) {
            flush();
        }
    }

    private void seal() throws IOException {
        flush();
        jute.writeLong(adler.getValue());
        jute.writeString(SnapshotEncoder.END);
    }

    private void flush() throws IOException {
        int from = buffer.arrayOffset() + buffer.readerIndex();
        adler.update(buffer.array(), from, buffer.readableBytes());
        out.write(buffer.array(), from, buffer.readableBytes());
        buffer.clear();
    }
}

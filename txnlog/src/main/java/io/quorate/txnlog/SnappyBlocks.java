package io.quorate.txnlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Uncompresses what snappy-java's output stream writes: 16 bytes of header, then blocks, each a length and that many
 * bytes. The library's own input stream takes the lengths in damaged files at their word and ends the process for want
 * of memory.
 */
final class SnappyBlocks extends InputStream {
    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int HEADER_BYTES = 16;

    /** The usual block has 32 KiB. */
    private static final int BLOCK_BYTES_MAX = 1 << 24;

    private final InputStream in;
    private byte[] block = {};
    private int position;
    private boolean started;

    SnappyBlocks(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (position == block.length) {
            if (length == 0) {
                return 0;
            }
            if (!nextBlock()) {
                return -1;
            }
        }
        int count = Math.min(length, block.length - position);
        System.arraycopy(block, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean nextBlock() throws IOException {
        if (!started) {
            readHeader();
        }
        byte[] prefix = in.readNBytes(Integer.BYTES);
        if (prefix.length == 0) {
            return false;
        }
        int length =
                prefix.length < Integer.BYTES ? -1 : ByteBuffer.wrap(prefix).getInt();
        checkLength("compressed block", length);
        byte[] compressed = in.readNBytes(length);
        if (compressed.length < length) {
            throw new IOException("snappy block of " + compressed.length + " bytes (expected: " + length + ")");
        }
        checkLength("block", Snappy.uncompressedLength(compressed));
        block = Snappy.uncompress(compressed);
        position = 0;
        return true;
    }

    private void readHeader() throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("snappy header of " + header.length + " bytes is not one (expected: " + HEADER_BYTES
                    + " bytes that begin with 82 \"SNAPPY\" 00)");
        }
        started = true;
    }

    private static void checkLength(String what, int length) throws IOException {
        if (length <= 0 || length > BLOCK_BYTES_MAX) {
            throw new IOException(
                    "length of snappy " + what + ": " + length + " (expected: 1 to " + BLOCK_BYTES_MAX + ")");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

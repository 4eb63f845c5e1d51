package io.quorate.txnlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A {@link DiskFile} read or written from its beginning to its end. Whoever opened the file closes it. */
final class DiskStreams {
    private DiskStreams() {}

    static InputStream input(DiskFile file) {
        return new Input(file);
    }

    static Output output(DiskFile file) {
        return new Output(file);
    }

    private static final class Input extends InputStream {
        private final DiskFile file;
        private long position;

        Input(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = file.read(ByteBuffer.wrap(into, offset, length), position);
            position += Math.max(0, count);
            return count;
        }
    }

    /**
     * Forces now and then, so that little is left to the force at the end. That one alone would keep the disk busy for as long
     * as the whole file takes, and with it the forces of the log, which clients wait for.
     */
    static final class Output extends OutputStream {
        private static final int FORCE_EVERY_BYTES = 1 << 22;

        private final DiskFile file;
        private long position;
        private long forcedTo;

        Output(DiskFile file) {
            this.file = file;
        }

        long position() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            file.writeFully(ByteBuffer.wrap(bytes, offset, length), position);
            position += length;
            if (position - forcedTo >= FORCE_EVERY_BYTES) {
                file.force();
                forcedTo = position;
            }
        }
    }
}

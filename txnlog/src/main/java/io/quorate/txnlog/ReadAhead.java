package io.quorate.txnlog;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.zip.Adler32;

/**
 * Reads a stream in chunks and sums them up, one chunk ahead of its user: while that one works on a chunk, the executor gets
 * the next. For one thread, whose executor runs one task at a time; {@code Runnable::run} will do.
 */
final class ReadAhead implements AutoCloseable {
    private static final int FIRST_CHUNK_BYTES = 1 << 14;
    private static final int CHUNK_BYTES_MAX = 1 << 20;

    private final InputStream in;
    private final Executor executor;
    private CompletableFuture<Chunk> next;
    private byte[] spare = {};
    private byte[] lent = new byte[FIRST_CHUNK_BYTES];

    ReadAhead(InputStream in, Executor executor) {
        this.in = in;
        this.executor = executor;
        this.next = readLater();
    }

    /**
     * A part of the stream.
     *
     * @param bytes of which the first {@code length} count; valid until the next chunk is taken
     * @param adler of these bytes alone
     * @param failure of what follows them; null if there was none
     */
    record Chunk(byte[] bytes, int length, long adler, IOException failure) {}

    /** The next part, null at the end of the stream. */
    Chunk take() throws IOException {
        Chunk chunk = await();
        if (chunk.length == 0) {
            if (chunk.failure != null) {
                throw chunk.failure;
            }
            return null;
        }
        spare = lent;
        lent = chunk.bytes;
        next = chunk.failure == null
                ? readLater()
                : CompletableFuture.completedFuture(new Chunk(spare, 0, 1, chunk.failure));
        return chunk;
    }

    private Chunk await() throws IOException {
        try {
            return next.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(e.getCause());
        }
    }

    private CompletableFuture<Chunk> readLater() {
        byte[] into = spare.length < CHUNK_BYTES_MAX ? new byte[Math.max(FIRST_CHUNK_BYTES, 2 * lent.length)] : spare;
        return CompletableFuture.supplyAsync(() -> read(into), executor);
    }

    private Chunk read(byte[] into) {
        int length = 0;
        IOException failure = null;
        try {
            int count = 0;
            while (count >= 0 && length < into.length) {
                count = in.read(into, length, into.length - length);
                length += Math.max(0, count);
            }
        } catch (IOException e) {
            failure = e;
        }
        Adler32 adler = new Adler32();
        adler.update(into, 0, length);
        return new Chunk(into, length, adler.getValue(), failure);
    }

    /** Waits until nothing is read any more, so that the stream can be closed. */
    @Override
    public void close() {
        next.handle((chunk, failure) -> null).join();
    }
}

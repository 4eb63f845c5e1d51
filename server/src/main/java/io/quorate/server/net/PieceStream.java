package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something long on its way to a learner. An executor makes one piece while the one before it is sent: neither does the loop wait for the
 * encoding of a large tree or for a disk, nor is there more than a piece of it.
 *
 * <p>The source is used by the executor only, one piece at a time; everything else belongs to the loop.
 */
final class PieceStream implements Outgoing {
    private static final Logger LOG = LoggerFactory.getLogger(PieceStream.class);

    private final Source source;
    private final Executor executor;
    private final EventLoop eventLoop;
    private final Runnable ready;
    private final Consumer<Throwable> failed;
    private ByteBuf piece;
    private boolean making;
    private boolean made;
    private boolean released;

    /** Where the pieces come from. Used by one thread at a time. */
    interface Source {
        /**
         * Adds the next piece, about as long as asked for; true if it was the last.
         *
         * @throws IOException if there is none, for what it is made from cannot be read
         */
        boolean next(ByteBuf out, int bytes) throws IOException;

        /** Gives up what is left; called once, also behind the last piece. */
        void close();
    }

    /**
     * A stream of which nothing is made yet.
     *
     * @param ready is told on the loop when a piece is
     * @param failed is told on the loop if there will be no further piece
     */
    PieceStream(Source source, Executor executor, EventLoop eventLoop, Runnable ready, Consumer<Throwable> failed) {
        this.source = source;
        this.executor = executor;
        this.eventLoop = eventLoop;
        this.ready = ready;
        this.failed = failed;
    }

    @Override
    public ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf next = piece;
        piece = null;
        if (!made && !making) {
            making = true;
            executor.execute(() -> make(allocator));
        }
        return next;
    }

    /** On a thread of the executor. */
    private void make(ByteBufAllocator allocator) {
        ByteBuf out = allocator.ioBuffer(PIECE_BYTES);
        try {
            boolean last = source.next(out, PIECE_BYTES);
            eventLoop.execute(() -> take(out, last));
        } catch (RejectedExecutionException e) {
            LOG.debug("Something long was not sent to its end: {}", e.getMessage());
            out.release();
            source.close();
        } catch (IOException | RuntimeException | Error e) {
            out.release();
            eventLoop.execute(() -> fail(e));
        }
    }

    private void fail(Throwable cause) {
        making = false;
        if (released) {
            close();
        } else {
            failed.accept(cause);
        }
    }

    private void take(ByteBuf out, boolean last) {
        making = false;
        made = last;
        if (released) {
            out.release();
            close();
            return;
        }
        if (last) {
            close();
        }
        piece = out;
        ready.run();
    }

    @Override
    public boolean isFinished() {
        return made && piece == null;
    }

    @Override
    public void release() {
        if (!made && !making) {
            close();
        }
        released = true;
        made = true;
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }

    private void close() {
        try {
            executor.execute(source::close);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server ends, and with it what a learner was sent: {}", e.getMessage());
        }
    }
}

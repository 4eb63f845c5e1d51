package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.quorate.jute.JuteWriter;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.SnapshotEncoder;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree on its way to a learner (spec: zab-protocol §5.1, SNAP). An executor encodes one piece while the one before it is sent:
 * neither does the loop wait for the encoding of a large tree, nor is there more than a piece of it.
 *
 * <p>The encoder is used by the executor only, one piece at a time; everything else belongs to the loop.
 */
final class SnapshotStream implements Outgoing {
    /** Ends the stream, behind the tree. */
    static final String SIGNATURE = "BenWasHere";

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStream.class);

    private final DataTree tree;
    private final Executor executor;
    private final EventLoop eventLoop;
    private final Runnable ready;
    private final Consumer<Throwable> failed;
    private SnapshotEncoder encoder;
    private ByteBuf piece;
    private boolean encoding;
    private boolean encoded;
    private boolean released;

    /**
     * A stream of which nothing is encoded yet.
     *
     * @param ready is told on the loop when a piece is
     * @param failed is told on the loop if there will be no further piece
     */
    SnapshotStream(DataTree tree, Executor executor, EventLoop eventLoop, Runnable ready, Consumer<Throwable> failed) {
        this.tree = tree;
        this.executor = executor;
        this.eventLoop = eventLoop;
        this.ready = ready;
        this.failed = failed;
    }

    @Override
    public ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf next = piece;
        piece = null;
        if (!encoded && !encoding) {
            encoding = true;
            executor.execute(() -> encode(allocator));
        }
        return next;
    }

    /** On a thread of the executor. */
    private void encode(ByteBufAllocator allocator) {
        ByteBuf out = allocator.ioBuffer(PIECE_BYTES);
        try {
            if (encoder == null) {
                encoder = new SnapshotEncoder(tree);
            }
            boolean last = encoder.encode(out, PIECE_BYTES);
            if (last) {
                new JuteWriter(out).writeString(SIGNATURE);
            }
            eventLoop.execute(() -> take(out, last));
        } catch (RejectedExecutionException e) {
            LOG.debug("A snapshot was not sent to its end: {}", e.getMessage());
            out.release();
        } catch (RuntimeException | Error e) {
            out.release();
            eventLoop.execute(() -> failed.accept(e));
        }
    }

    private void take(ByteBuf out, boolean last) {
        encoding = false;
        encoded = last;
        if (released) {
            out.release();
            return;
        }
        piece = out;
        ready.run();
    }

    @Override
    public boolean isFinished() {
        return encoded && piece == null;
    }

    @Override
    public void release() {
        released = true;
        encoded = true;
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }
}

package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.CreatedNode;
import io.quorate.client.Op;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the elements of a queue at least once: an ephemeral znode below {@code <queue>-locks} says that an element is being handled, as
 * those of Curator's queues with that lock path do, and the element is removed, together with that znode, when its handler is done.
 * An element whose handler fails, or whose process loses its session, is handled again, here or elsewhere.
 */
public final class Consumption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);
    private static final String LOCKS = "-locks";
    private static final int RETRY_MILLIS = 300;

    /** What is done with an element. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Handles one element; the next one is handled when the result is there. Runs where the session's callbacks run: must not
         * block.
         *
         * @param fencingToken grows each time that the same element is handled, see {@link Grant#fencingToken}
         */
        CompletableFuture<Void> handle(byte[] element, long fencingToken);
    }

    private final ElementQueue queue;
    private final Handler handler;
    private final String locks;
    /** Guarded by this, as all that follows. */
    private boolean closed;

    private QueueWatch watch;
    private Session watchSession;

    Consumption(ElementQueue queue, Handler handler) {
        this.queue = queue;
        this.handler = handler;
        this.locks = queue.path() + LOCKS;
    }

    Consumption start() {
        next();
        return this;
    }

    /** Begins no other element. One that is being handled is finished. */
    @Override
    public void close() {
        QueueWatch last;
        synchronized (this) {
            closed = true;
            last = watch;
        }
        if (last != null) {
            last.close();
        }
    }

    private void next() {
        Session session = queue.sessions().current();
        QueueWatch now;
        synchronized (this) {
            if (closed || queue.sessions().isClosed()) {
                return;
            }
            if (watchSession != session) {
                watchSession = session;
                watch = new QueueWatch(session, queue.path());
            }
            now = watch;
        }
        queue.makeQueue(session)
                .thenCompose(made -> queue.names(session))
                .thenCompose(names -> handleFirstFree(session, names))
                .thenCompose(busy -> busy == null ? CompletableFuture.completedFuture(null) : await(session, now, busy))
                .whenComplete((none, failure) -> {
                    if (failure == null) {
                        next();
                    } else {
                        again(failure);
                    }
                });
    }

    private void again(Throwable failure) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        LOG.debug("consumption of {} goes on after a failure", queue.path(), failure);
        Calls.later(RETRY_MILLIS).execute(this::next);
    }

    /** Null when an element was handled; otherwise what others are handling, which may be nothing. */
    private CompletableFuture<List<QueueItem>> handleFirstFree(Session session, List<String> names) {
        List<QueueItem> items = queue.sorted(names).stream()
                .filter(item -> queue.delayMillis(item) == 0)
                .toList();
        return tryFrom(session, items, 0);
    }

    private CompletableFuture<List<QueueItem>> tryFrom(Session session, List<QueueItem> items, int at) {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("closed"));
            }
        }
        if (at == items.size()) {
            return CompletableFuture.completedFuture(items);
        }
        String lock = ZnodePath.child(locks, items.get(at).name());
        CompletableFuture<CreatedNode> locked =
                Calls.withParents(session, lock, CreateMode.CONTAINER, () -> session.zk()
                        .createWithStat(lock, Calls.localData(), session.owner().acl(), CreateMode.EPHEMERAL));
        return locked.handle((node, failure) -> {
                    if (failure == null) {
                        return handle(session, items.get(at), lock, node.stat().czxid())
                                .thenApply(done -> (List<QueueItem>) null);
                    }
                    return switch (Calls.code(failure)) {
                        case NODE_EXISTS -> tryFrom(session, items, at + 1);
                        case CONNECTION_LOSS -> releaseMine(session, lock).thenApply(done -> (List<QueueItem>) null);
                        default -> Calls.<List<QueueItem>>failed(failure);
                    };
                })
                .thenCompose(result -> result);
    }

    /** The lock may have been made, by this session, without an answer. */
    private static CompletableFuture<Void> releaseMine(Session session, String lock) {
        return Calls.retry(
                        session,
                        () -> session.zk().sync(lock).thenCombine(session.zk().exists(lock), (none, stat) -> stat))
                .thenCompose(stat -> stat.isPresent()
                                && stat.get().ephemeralOwner() == session.zk().sessionId()
                        ? Calls.delete(session, lock)
                        : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> handle(Session session, QueueItem item, String lock, long token) {
        String znode = ZnodePath.child(queue.path(), item.name());
        return Calls.retry(session, () -> session.zk().getData(znode))
                .handle((node, failure) -> {
                    if (failure != null) {
                        CompletableFuture<Void> released = Calls.delete(session, lock);
                        return Calls.code(failure) == ErrorCode.NO_NODE
                                ? released
                                : released.thenCompose(none -> Calls.<Void>failed(failure));
                    }
                    won();
                    return handleAll(QueueItem.decode(queue.kind(), node.data()), token)
                            .handle((done, cause) -> finish(session, znode, lock, cause))
                            .thenCompose(result -> result);
                })
                .thenCompose(result -> result);
    }

    private void won() {
        QueueWatch waited;
        synchronized (this) {
            waited = watch;
        }
        waited.won();
    }

    private CompletableFuture<Void> handleAll(List<byte[]> elements, long token) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (byte[] element : elements) {
            all = all.thenCompose(none -> handler.handle(element, token));
        }
        return all;
    }

    /** Element and lock go together; without the lock, since the session was lost, the element stays for others. */
    private CompletableFuture<Void> finish(Session session, String znode, String lock, Throwable cause) {
        if (cause != null) {
            LOG.warn("{} was not handled and will be again", znode, cause);
            return Calls.delete(session, lock).thenCompose(none -> Calls.<Void>failed(cause));
        }
        return Calls.recover(
                Calls.retry(session, () -> session.zk().multi(List.of(Op.delete(lock, -1), Op.delete(znode, -1))))
                        .thenApply(done -> null),
                failure ->
                        Calls.code(failure) == ErrorCode.NO_NODE ? Calls.delete(session, lock) : Calls.failed(failure));
    }

    private CompletableFuture<Void> await(Session session, QueueWatch now, List<QueueItem> busy) {
        return now.await(names -> {
                    List<QueueItem> items = queue.sorted(names);
                    List<QueueItem> free =
                            items.stream().filter(item -> !busy.contains(item)).toList();
                    long delay =
                            free.stream().mapToLong(queue::delayMillis).min().orElse(Long.MAX_VALUE);
                    boolean someOver = !items.containsAll(busy) && busy.size() > items.size();
                    if (delay == 0 || someOver) {
                        return new QueueWatch.Verdict.Enough();
                    }
                    String lock = busy.isEmpty()
                            ? null
                            : ZnodePath.child(locks, busy.get(0).name());
                    return new QueueWatch.Verdict.Wait(lock, delay == Long.MAX_VALUE ? 0 : delay);
                })
                .thenApply(names -> null);
    }
}

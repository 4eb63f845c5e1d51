package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What all queues have in common: taking elements, in two ways.
 *
 * <p>{@link #take} and {@link #poll} remove an element and give it to one caller. If the connection is lost in the very moment of
 * removal, so that nobody can know who removed it, the element is given out rather than lost: two may get it then. An element that
 * was given to a process which dies is gone with it.
 *
 * <p>{@link #consume} removes an element after it was handled: one whose process dies or is cut off is handled again by another.
 *
 * <p>Waiting goes on through disconnects and lost sessions. A new element wakes one that waits, of all processes. Any thread may call
 * any method.
 */
public abstract class ElementQueue implements AutoCloseable {
    /** The data of so many elements is read ahead, so that taking one costs one round trip. */
    private static final int READ_AHEAD = 16;

    private static final int RETRY_MILLIS = 300;

    private final Sessions sessions;
    private final String path;
    private final String kind;
    private final QueueItem.Naming naming;
    private final CreateMode parents;

    /** Guarded by this, as all that follows. */
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    private final Deque<Ahead> backlog = new ArrayDeque<>();
    /** Elements of a znode that held several. */
    private final Deque<byte[]> rest = new ArrayDeque<>();

    private boolean running;
    private boolean closed;
    private QueueWatch watch;
    private Session watchSession;

    private record Waiter(CompletableFuture<Optional<byte[]>> result, boolean mayWait) {}

    /** An element that is known to be there, and its data if it was asked for. */
    private static final class Ahead {
        private final QueueItem item;
        private CompletableFuture<NodeData> data;

        Ahead(QueueItem item) {
            this.item = item;
        }
    }

    ElementQueue(Sessions sessions, String path, String kind, QueueItem.Naming naming, CreateMode parents) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.kind = kind;
        this.naming = naming;
        this.parents = parents;
    }

    // ---- giving

    /**
     * Adds an element. Done when it is in the queue; when it fails with ConnectionLoss, nobody knows whether it is.
     *
     * @param rank as {@link QueueItem} has it
     */
    CompletableFuture<Void> offer(byte[] element, long rank) {
        Session session = sessions.current();
        String prefix = ZnodePath.child(path, QueueItem.prefix(naming, kind, rank));
        byte[] data = QueueItem.encode(kind, element);
        return Calls.withParents(session, prefix, parents, () -> session.zk()
                        .create(prefix, data, sessions.acl(), CreateMode.PERSISTENT_SEQUENTIAL))
                .thenApply(created -> null);
    }

    /** The number of elements; of a delay queue also of those that cannot be taken yet. */
    public CompletableFuture<Integer> size() {
        return names(sessions.current())
                .thenApply(names -> QueueItem.sorted(naming, kind, names).size());
    }

    // ---- taking

    /** The first element if there is one now. */
    public CompletableFuture<Optional<byte[]>> poll() {
        return enqueue(new Waiter(new CompletableFuture<>(), false)).result();
    }

    /** The first element once there is one. */
    public CompletableFuture<byte[]> take() {
        return enqueue(new Waiter(new CompletableFuture<>(), true)).result().thenApply(Optional::orElseThrow);
    }

    /** The first element once there is one; empty if there is none in time. */
    public CompletableFuture<Optional<byte[]>> poll(Duration timeout) {
        Waiter waiter = enqueue(new Waiter(new CompletableFuture<>(), true));
        waiter.result().completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return waiter.result().thenApply(element -> {
            if (element.isEmpty()) {
                lookAgain();
            }
            return element;
        });
    }

    /** As {@link #take}, and waits. */
    public byte[] takeAndWait() throws KeeperException, InterruptedException {
        return Calls.await(sessions, take());
    }

    /** As {@link #poll(Duration)}, and waits. */
    public Optional<byte[]> pollAndWait(Duration timeout) throws KeeperException, InterruptedException {
        return Calls.await(sessions, poll(timeout));
    }

    /** Handles elements one after the other until the result is closed: see {@link Consumption}. */
    public Consumption consume(Consumption.Handler handler) {
        return new Consumption(this, handler).start();
    }

    /** Those who wait fail with IllegalStateException. */
    @Override
    public void close() {
        QueueWatch last;
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            last = watch;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        if (last != null) {
            last.close();
        }
        left.forEach(waiter -> waiter.result().completeExceptionally(isClosed()));
    }

    Sessions sessions() {
        return sessions;
    }

    String path() {
        return path;
    }

    String kind() {
        return kind;
    }

    /** The elements in order, those that may not be taken yet last. */
    List<QueueItem> sorted(List<String> names) {
        return QueueItem.sorted(naming, kind, names);
    }

    /** For how long an element may not be taken yet, in ms; 0 if it may. */
    long delayMillis(QueueItem item) {
        return naming == QueueItem.Naming.DELAY ? Math.max(0, item.rank() - System.currentTimeMillis()) : 0;
    }

    /** The names below the queue; none if there is no queue. */
    CompletableFuture<List<String>> names(Session session) {
        return Calls.recover(
                Calls.retry(session, () -> session.zk().getChildren(path)),
                failure -> Calls.code(failure) == ErrorCode.NO_NODE
                        ? CompletableFuture.completedFuture(List.of())
                        : Calls.failed(failure));
    }

    CompletableFuture<Void> makeQueue(Session session) {
        return Calls.make(session, path, parents);
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException("queue " + path + " is closed");
    }

    private Waiter enqueue(Waiter waiter) {
        synchronized (this) {
            if (closed) {
                waiter.result().completeExceptionally(isClosed());
                return waiter;
            }
            waiters.add(waiter);
            if (running) {
                return waiter;
            }
            running = true;
        }
        serve();
        return waiter;
    }

    /** Serves the first that waits; then goes on with the next. One at a time. */
    private void serve() {
        Waiter waiter;
        byte[] ready;
        Ahead next = null;
        Session session = sessions.current();
        synchronized (this) {
            waiter = nextWaiter();
            if (waiter == null) {
                running = false;
                return;
            }
            ready = rest.poll();
            if (ready == null && naming == QueueItem.Naming.FIFO) {
                next = backlog.poll();
                backlog.stream().limit(READ_AHEAD).forEach(ahead -> read(session, ahead));
            }
        }
        if (ready != null) {
            give(ready);
        } else if (next != null) {
            take(session, next);
        } else {
            refill(session, waiter);
        }
    }

    /** The first that waits still, without taking it out of the line; null if there is none. */
    private Waiter nextWaiter() {
        while (!waiters.isEmpty() && waiters.peek().result().isDone()) {
            waiters.poll();
        }
        return waiters.peek();
    }

    private void read(Session session, Ahead ahead) {
        if (ahead.data == null) {
            ahead.data = session.zk().getData(ZnodePath.child(path, ahead.item.name()));
        }
    }

    private void give(byte[] element) {
        boolean given = false;
        synchronized (this) {
            while (!given && nextWaiter() != null) {
                given = waiters.poll().result().complete(Optional.of(element));
            }
            if (!given) {
                rest.addFirst(element);
            }
        }
        serve();
    }

    private void refill(Session session, Waiter waiter) {
        names(session).whenComplete((names, failure) -> {
            if (failure != null) {
                onFailure(session, failure);
                return;
            }
            List<QueueItem> items = sorted(names).stream()
                    .filter(item -> delayMillis(item) == 0)
                    .toList();
            if (!items.isEmpty()) {
                takeFirstOf(session, items);
            } else if (waiter.mayWait()) {
                await(session);
            } else {
                waiter.result().complete(Optional.empty());
                serve();
            }
        });
    }

    private void takeFirstOf(Session session, List<QueueItem> items) {
        Ahead first;
        synchronized (this) {
            backlog.clear();
            items.forEach(item -> backlog.add(new Ahead(item)));
            first = backlog.poll();
            if (naming != QueueItem.Naming.FIFO) {
                // Something more urgent may come at any time.
                backlog.clear();
            }
            backlog.stream().limit(READ_AHEAD).forEach(ahead -> read(session, ahead));
        }
        take(session, first);
    }

    private void take(Session session, Ahead ahead) {
        read(session, ahead);
        String znode = ZnodePath.child(path, ahead.item.name());
        ahead.data.whenComplete((node, failure) -> {
            if (failure != null) {
                if (Calls.code(failure) == ErrorCode.NO_NODE) {
                    serve();
                } else {
                    onFailure(session, failure);
                }
                return;
            }
            if (!isWaitedFor()) {
                putBack(ahead);
                serve();
                return;
            }
            session.zk().delete(znode, -1).whenComplete((none, cause) -> {
                if (cause == null) {
                    taken(node);
                } else if (Calls.code(cause) == ErrorCode.NO_NODE) {
                    serve();
                } else {
                    resolve(znode, node, cause);
                }
            });
        });
    }

    private synchronized void putBack(Ahead ahead) {
        backlog.addFirst(ahead);
    }

    private void taken(NodeData node) {
        QueueWatch waited;
        synchronized (this) {
            waited = watch;
        }
        if (waited != null) {
            waited.won();
        }
        List<byte[]> elements = QueueItem.decode(kind, node.data());
        synchronized (this) {
            rest.addAll(elements);
        }
        serve();
    }

    /** Was it removed, by this one or another? If it is gone it is given out, so that it is not lost. */
    private void resolve(String znode, NodeData node, Throwable cause) {
        Session session = sessions.current();
        if (sessions.isClosed()) {
            onFailure(session, cause);
            return;
        }
        Calls.retry(
                        session,
                        () -> session.zk().sync(znode).thenCombine(session.zk().exists(znode), (none, stat) -> stat))
                .whenComplete((stat, failure) -> {
                    if (failure != null) {
                        Calls.later(RETRY_MILLIS).execute(() -> resolve(znode, node, failure));
                    } else if (stat.isEmpty()) {
                        taken(node);
                    } else {
                        forgetBacklog();
                        serve();
                    }
                });
    }

    private void await(Session session) {
        QueueWatch now;
        synchronized (this) {
            if (watchSession != session) {
                watchSession = session;
                watch = new QueueWatch(session, path);
            }
            now = watch;
        }
        makeQueue(session).thenCompose(made -> now.await(this::judge)).whenComplete((names, failure) -> {
            if (failure != null) {
                onFailure(session, failure);
                return;
            }
            List<QueueItem> items = sorted(names).stream()
                    .filter(item -> delayMillis(item) == 0)
                    .toList();
            if (!isWaitedFor()) {
                now.won();
                serve();
            } else if (items.isEmpty()) {
                serve();
            } else {
                takeFirstOf(session, items);
            }
        });
    }

    private QueueWatch.Verdict judge(List<String> names) {
        synchronized (this) {
            if (nextWaiter() == null) {
                return new QueueWatch.Verdict.Enough();
            }
        }
        List<QueueItem> items = sorted(names);
        if (items.isEmpty()) {
            return new QueueWatch.Verdict.Wait(null, 0);
        }
        long delay = delayMillis(items.get(0));
        return delay == 0 ? new QueueWatch.Verdict.Enough() : new QueueWatch.Verdict.Wait(null, delay);
    }

    /** One has stopped waiting: if nobody waits here any more, others should watch. */
    private void lookAgain() {
        QueueWatch waiting;
        synchronized (this) {
            waiting = watch;
        }
        if (waiting != null) {
            waiting.wakeUp();
        }
    }

    private synchronized boolean isWaitedFor() {
        return nextWaiter() != null;
    }

    private synchronized void forgetBacklog() {
        backlog.clear();
    }

    /** After a lost connection or session it goes on; what cannot be mended ends the waiting. */
    private void onFailure(Session session, Throwable failure) {
        forgetBacklog();
        ErrorCode code = Calls.code(failure);
        boolean goesOn = !sessions.isClosed()
                && (code == ErrorCode.CONNECTION_LOSS || code == ErrorCode.SESSION_EXPIRED || session.isOver());
        synchronized (this) {
            goesOn &= !closed;
        }
        if (goesOn) {
            Calls.later(RETRY_MILLIS).execute(this::serve);
            return;
        }
        List<Waiter> failed;
        synchronized (this) {
            failed = List.copyOf(waiters);
            waiters.clear();
            running = false;
        }
        failed.forEach(waiter -> waiter.result().completeExceptionally(Calls.unwrap(failure)));
    }
}

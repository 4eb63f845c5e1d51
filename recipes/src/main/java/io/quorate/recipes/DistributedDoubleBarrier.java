package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets a number of members in when all have come, and out when all have left. Shares its znodes with Curator's
 * {@code DistributedDoubleBarrier}: one ephemeral znode for each member, and {@code ready}.
 *
 * <p>A member whose session is lost is not there any more: {@link #enter} and {@link #leave} fail for it with SessionExpired, and those who
 * leave do not wait for it. For one entry and one exit; any thread may call.
 */
public final class DistributedDoubleBarrier {
    private static final String READY = "ready";

    private final Sessions sessions;
    private final String path;
    private final int members;
    private final String name = UUID.randomUUID().toString();
    /** Guarded by this: leaving belongs to the session that entered. */
    private Session session;

    /** @param members who have to come until all are let in */
    public DistributedDoubleBarrier(Sessions sessions, String path, int members) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.members = members;
    }

    /** Completes when all members have come. */
    public CompletableFuture<Void> enter() {
        Session entered = sessions.current();
        synchronized (this) {
            session = entered;
        }
        String ready = ZnodePath.child(path, READY);
        CompletableFuture<Void> opened = new CompletableFuture<>();
        return failingAtEnd(
                entered,
                opened,
                awaitReady(entered, ready, opened)
                        .thenCompose(none -> make(entered, ZnodePath.child(path, name), CreateMode.EPHEMERAL))
                        .thenCompose(
                                none -> Calls.retry(entered, () -> entered.zk().getChildren(path)))
                        .thenCompose(names -> names.stream()
                                                .filter(each -> !each.equals(READY))
                                                .count()
                                        >= members
                                ? make(entered, ready, CreateMode.EPHEMERAL)
                                : opened));
    }

    /** As {@link #enter()}, and waits; false if that takes longer than the timeout: then this member should leave. */
    public boolean enter(Duration timeout) throws KeeperException, InterruptedException {
        return await(enter(), timeout);
    }

    /** Completes when all members have left or are gone. */
    public CompletableFuture<Void> leave() {
        Session left;
        synchronized (this) {
            left = session;
        }
        if (left == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("barrier " + path + " was not entered"));
        }
        return leave(left);
    }

    /** As {@link #leave()}, and waits; false if that takes longer than the timeout. */
    public boolean leave(Duration timeout) throws KeeperException, InterruptedException {
        return await(leave(), timeout);
    }

    private boolean await(CompletableFuture<Void> step, Duration timeout) throws KeeperException, InterruptedException {
        return Calls.await(
                sessions,
                step.thenApply(none -> true).completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The watch is set before this one counts the members, so the signal of the last to come is not missed. */
    private static CompletableFuture<Void> awaitReady(Session in, String ready, CompletableFuture<Void> opened) {
        Watcher watcher = event -> {
            if (event.type() == WatchedEvent.Type.NODE_CREATED) {
                opened.complete(null);
            }
        };
        return Calls.retry(in, () -> in.zk().exists(ready, watcher)).thenApply(stat -> {
            stat.ifPresent(present -> opened.complete(null));
            return null;
        });
    }

    private static CompletableFuture<Void> make(Session in, String znode, CreateMode mode) {
        CompletableFuture<Void> made = Calls.withParents(
                        in,
                        znode,
                        CreateMode.CONTAINER,
                        () -> Calls.retry(in, () -> in.zk()
                                .create(znode, Calls.localData(), in.owner().acl(), mode)))
                .thenApply(created -> null);
        return Calls.recover(
                made,
                failure -> Calls.code(failure) == ErrorCode.NODE_EXISTS
                        ? CompletableFuture.completedFuture(null)
                        : Calls.failed(failure));
    }

    /**
     * All but the first by name delete their znodes and wait for the first; the first waits for the last, again and again, and
     * goes last. So each end wakes few.
     */
    private CompletableFuture<Void> leave(Session in) {
        return Calls.retry(in, () -> in.zk().getChildren(path))
                .handle((names, failure) -> {
                    if (failure != null) {
                        return Calls.code(failure) == ErrorCode.NO_NODE
                                ? CompletableFuture.<Void>completedFuture(null)
                                : Calls.<Void>failed(failure);
                    }
                    List<String> others = names.stream()
                            .filter(each -> !each.equals(READY))
                            .sorted()
                            .toList();
                    if (others.isEmpty()) {
                        return Calls.delete(in, ZnodePath.child(path, READY));
                    }
                    boolean first = others.get(0).equals(name);
                    if (first && others.size() == 1) {
                        return Calls.delete(in, ZnodePath.child(path, name)).thenCompose(none -> leave(in));
                    }
                    Optional<String> mine =
                            first ? Optional.empty() : Optional.of(name).filter(others::contains);
                    String awaited = first ? others.get(others.size() - 1) : others.get(0);
                    return mine.map(each -> Calls.delete(in, ZnodePath.child(path, each)))
                            .orElseGet(() -> CompletableFuture.completedFuture(null))
                            .thenCompose(none -> awaitEnd(in, ZnodePath.child(path, awaited)))
                            .thenCompose(none -> leave(in));
                })
                .thenCompose(result -> result);
    }

    private static CompletableFuture<Void> awaitEnd(Session in, String znode) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Watcher watcher = event -> {
            if (event.type() != WatchedEvent.Type.NONE) {
                ended.complete(null);
            }
        };
        Calls.retry(in, () -> in.zk().getData(znode, watcher)).whenComplete((node, failure) -> {
            if (failure != null && Calls.code(failure) == ErrorCode.NO_NODE) {
                ended.complete(null);
            } else if (failure != null) {
                ended.completeExceptionally(failure);
            }
        });
        return failingAtEnd(in, ended, ended);
    }

    private static CompletableFuture<Void> failingAtEnd(
            Session in, CompletableFuture<Void> waiting, CompletableFuture<Void> result) {
        Runnable atEnd = () -> in.over().whenComplete((none, why) -> waiting.completeExceptionally(Calls.unwrap(why)));
        in.atEnd(atEnd);
        return result.whenComplete((none, failure) -> in.notAtEnd(atEnd));
    }
}

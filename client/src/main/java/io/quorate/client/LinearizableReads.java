package io.quorate.client;

import io.quorate.jute.proto.Stat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Reads of the latest state, in one round trip: a sync and the read are sent together, and the server answers the read after the
 * sync. A read fails if its sync did. Methods are those of {@link ZooKeeper}.
 *
 * <p>They are as good as the servers' sync: ours confirm it with a quorum; a released leader that was cut off and does not know it yet
 * answers by itself, for as long as its {@code syncLimit} lasts.
 */
public final class LinearizableReads {
    private final ZooKeeper session;

    LinearizableReads(ZooKeeper session) {
        this.session = session;
    }

    public CompletableFuture<NodeData> getData(String path) {
        return afterSync(path, () -> session.getData(path));
    }

    public CompletableFuture<NodeData> getData(String path, Watcher watcher) {
        return afterSync(path, () -> session.getData(path, watcher));
    }

    public CompletableFuture<Optional<Stat>> exists(String path) {
        return afterSync(path, () -> session.exists(path));
    }

    public CompletableFuture<Optional<Stat>> exists(String path, Watcher watcher) {
        return afterSync(path, () -> session.exists(path, watcher));
    }

    public CompletableFuture<List<String>> getChildren(String path) {
        return afterSync(path, () -> session.getChildren(path));
    }

    public CompletableFuture<List<String>> getChildren(String path, Watcher watcher) {
        return afterSync(path, () -> session.getChildren(path, watcher));
    }

    public CompletableFuture<Children> getChildrenWithStat(String path) {
        return afterSync(path, () -> session.getChildrenWithStat(path));
    }

    public CompletableFuture<NodeAcl> getAcl(String path) {
        return afterSync(path, () -> session.getAcl(path));
    }

    /** All of the reads, of one and the same state. */
    public CompletableFuture<List<OpResult>> multiRead(List<ReadOp> ops) {
        return afterSync("/", () -> session.multiRead(ops));
    }

    private <T> CompletableFuture<T> afterSync(String path, Supplier<CompletableFuture<T>> read) {
        CompletableFuture<Void> sync = session.sync(path);
        CompletableFuture<T> result = new CompletableFuture<>();
        // A read that succeeds although its sync was lost with a connection does not count.
        read.get()
                .whenComplete((value, failure) -> sync.whenComplete((nothing, syncFailure) -> {
                    if (syncFailure != null || failure != null) {
                        result.completeExceptionally(syncFailure != null ? syncFailure : failure);
                    } else {
                        result.complete(value);
                    }
                }));
        return result;
    }
}

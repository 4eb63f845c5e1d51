package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** What recipes do with calls: repeat them after a lost connection, make parents, wait. */
final class Calls {
    private static final int RETRY_MILLIS = 50;
    private static final byte[] EMPTY = {};
    private static final byte[] LOCAL_ADDRESS = localAddress();

    private Calls() {}

    /** What znodes hold that need to hold nothing: where they come from, for people who look. */
    static byte[] localData() {
        return LOCAL_ADDRESS.clone();
    }

    private static byte[] localAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress().getBytes(StandardCharsets.UTF_8);
        } catch (UnknownHostException e) {
            // A machine without a name of its own.
            return EMPTY;
        }
    }

    /** Why a future failed, in ZooKeeper's words; SYSTEM_ERROR for what is none of its failures. */
    static ErrorCode code(Throwable failure) {
        return unwrap(failure) instanceof KeeperException keeper ? keeper.code() : ErrorCode.SYSTEM_ERROR;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable at = failure;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    /** The recovery from a failure, as the result of the future. */
    static <T> CompletableFuture<T> recover(
            CompletableFuture<T> call, Function<Throwable, CompletableFuture<T>> recovery) {
        return call.handle((value, failure) ->
                        failure == null ? CompletableFuture.completedFuture(value) : recovery.apply(unwrap(failure)))
                .thenCompose(next -> next);
    }

    static <T> CompletableFuture<T> failed(Throwable failure) {
        return CompletableFuture.failedFuture(unwrap(failure));
    }

    /** Makes a call that may be made twice until it is answered or the session is over. */
    static <T> CompletableFuture<T> retry(Session session, Supplier<CompletableFuture<T>> call) {
        return recover(call.get(), failure -> {
            if (code(failure) != ErrorCode.CONNECTION_LOSS || !session.mayAnswer()) {
                return failed(failure);
            }
            return CompletableFuture.supplyAsync(() -> retry(session, call), later(RETRY_MILLIS))
                    .thenCompose(next -> next);
        });
    }

    static Executor later(long millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    /** Makes a call, and once more after making the parents of a path if it failed for want of them. */
    static <T> CompletableFuture<T> withParents(
            Session session, String path, CreateMode parents, Supplier<CompletableFuture<T>> call) {
        return recover(
                call.get(),
                failure -> code(failure) == ErrorCode.NO_NODE && !path.equals("/")
                        ? make(session, ZnodePath.parent(path), parents)
                                .thenCompose(made -> withParents(session, path, parents, call))
                        : failed(failure));
    }

    /** Makes a znode and those above it; fine if they are there. */
    static CompletableFuture<Void> make(Session session, String path, CreateMode mode) {
        CompletableFuture<Void> made = retry(session, () -> session.zk()
                .create(path, EMPTY, session.owner().acl(), mode)
                .thenApply(created -> null));
        return recover(made, failure -> switch (code(failure)) {
            case NODE_EXISTS -> CompletableFuture.completedFuture(null);
            case NO_NODE -> make(session, ZnodePath.parent(path), mode).thenCompose(above -> make(session, path, mode));
            default -> failed(failure);
        });
    }

    /** Deletes a znode however long it takes; done when it is gone, which it is with its session if it is ephemeral. */
    static CompletableFuture<Void> delete(Session session, String path) {
        return recover(retry(session, () -> session.zk().delete(path, -1)), failure -> switch (code(failure)) {
            case NO_NODE, SESSION_EXPIRED, CONNECTION_LOSS -> CompletableFuture.completedFuture(null);
            default -> failed(failure);
        });
    }

    /** Waits. Throws what the future failed with. */
    static <T> T await(Sessions sessions, CompletableFuture<T> result) throws KeeperException, InterruptedException {
        sessions.zooKeeper().checkMayWait();
        try {
            return result.get();
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = unwrap(e);
            if (cause instanceof KeeperException failure) {
                throw failure;
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("failed: " + cause, cause);
        }
    }
}

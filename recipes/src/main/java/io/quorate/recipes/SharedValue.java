package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Some bytes that processes share, each with a copy that follows the changes. Shares its znode with Curator's {@code SharedValue}.
 * On a disconnect the last known value stays. Any thread may call any method.
 */
public final class SharedValue implements AutoCloseable {
    private final Sessions sessions;
    private final String path;
    private final byte[] seed;
    private final ZnodeCache cache;

    /**
     * A value and the version that it has.
     *
     * @param data not to be changed
     */
    public record Versioned(byte[] data, int version) {}

    /** @param seed the value if there is none yet */
    public SharedValue(Sessions sessions, String path, byte[] seed) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.seed = seed.clone();
        this.cache = ZnodeCache.ofNode(sessions, path);
    }

    /** Is told of each value, where the session's callbacks run: must not block. */
    public SharedValue onChange(Consumer<Versioned> listener) {
        cache.addListener(new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                listener.accept(versioned(node));
            }

            @Override
            public void onChanged(CachedNode before, CachedNode after) {
                listener.accept(versioned(after));
            }
        });
        return this;
    }

    /** Writes the seed if there is no value, and begins to follow. Done when the value is known. */
    public CompletableFuture<Void> start() {
        Session session = sessions.current();
        CompletableFuture<Void> made = Calls.withParents(
                        session,
                        path,
                        CreateMode.PERSISTENT,
                        () -> Calls.retry(
                                session, () -> session.zk().create(path, seed, sessions.acl(), CreateMode.PERSISTENT)))
                .thenApply(created -> null);
        return Calls.recover(
                        made,
                        failure -> Calls.code(failure) == ErrorCode.NODE_EXISTS
                                ? CompletableFuture.completedFuture(null)
                                : Calls.failed(failure))
                .thenCompose(none -> cache.start().ready());
    }

    /** The value as last heard of; empty before {@link #start} is done, and when somebody has deleted it. */
    public Optional<Versioned> get() {
        return cache.root().map(SharedValue::versioned);
    }

    /** Sets the value, whatever it was. */
    public CompletableFuture<Void> set(byte[] value) {
        Session session = sessions.current();
        return Calls.retry(session, () -> session.zk().setData(path, value, -1)).thenApply(stat -> null);
    }

    /** Sets the value unless somebody has changed it since this version. The result is whether it was set. */
    public CompletableFuture<Boolean> trySet(Versioned before, byte[] value) {
        Session session = sessions.current();
        return Calls.recover(
                session.zk().setData(path, value, before.version()).thenApply(stat -> true),
                failure -> Calls.code(failure) == ErrorCode.BAD_VERSION
                        ? CompletableFuture.completedFuture(false)
                        : Calls.failed(failure));
    }

    @Override
    public void close() {
        cache.close();
    }

    private static Versioned versioned(CachedNode node) {
        return new Versioned(
                node.data() == null ? new byte[0] : node.data(), node.stat().version());
    }
}

package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Settings for many processes, each a znode below one path, that tell of their changes. Reading is local and needs no server: on a
 * disconnect the last known values stay. Any thread may call any method.
 */
public final class ConfigStore implements AutoCloseable {
    private final Sessions sessions;
    private final String path;
    private final ZnodeCache cache;
    private final List<BiConsumer<String, Optional<String>>> listeners = new CopyOnWriteArrayList<>();

    /** @param path below which the settings are; a key is the name of a znode */
    public ConfigStore(Sessions sessions, String path) {
        this.sessions = sessions;
        this.path = path;
        this.cache = ZnodeCache.ofChildren(sessions, path).addListener(new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                tell(node, Optional.of(text(node)));
            }

            @Override
            public void onChanged(CachedNode before, CachedNode after) {
                tell(after, Optional.of(text(after)));
            }

            @Override
            public void onRemoved(CachedNode before) {
                tell(before, Optional.empty());
            }
        });
    }

    /** Begins to follow the settings. */
    public ConfigStore start() {
        cache.start();
        return this;
    }

    /** As {@link #start}, and waits until all settings are known. */
    public ConfigStore startAndWait() throws KeeperException, InterruptedException {
        start();
        Calls.await(sessions, cache.ready());
        return this;
    }

    /** Completes when all settings are known. */
    public CompletableFuture<Void> ready() {
        return cache.ready();
    }

    public Optional<String> get(String key) {
        return cache.get(ZnodePath.child(path, key)).map(ConfigStore::text);
    }

    public String get(String key, String otherwise) {
        return get(key).orElse(otherwise);
    }

    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        cache.children().forEach(node -> all.put(node.name(), text(node)));
        return all;
    }

    /** Gets key and value of every change, an empty value for a key that has gone. Must not block. */
    public ConfigStore onChange(BiConsumer<String, Optional<String>> listener) {
        listeners.add(listener);
        return this;
    }

    /** Sets a value for everybody. This process sees it when it is told, as all others are. */
    public CompletableFuture<Void> set(String key, String value) {
        Session session = sessions.current();
        String znode = ZnodePath.child(path, key);
        byte[] data = value.getBytes(StandardCharsets.UTF_8);
        return Calls.recover(
                Calls.retry(session, () -> session.zk().setData(znode, data, -1))
                        .thenApply(stat -> null),
                failure -> Calls.code(failure) == ErrorCode.NO_NODE
                        ? create(session, znode, data)
                        : Calls.failed(failure));
    }

    /**
     * Sets a value if it is the expected one still, for everybody.
     *
     * @param expected empty: only if there is none. The result is whether it was set
     */
    public CompletableFuture<Boolean> replace(String key, Optional<String> expected, String value) {
        Session session = sessions.current();
        String znode = ZnodePath.child(path, key);
        byte[] data = value.getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Boolean> done;
        if (expected.isEmpty()) {
            done = Calls.withParents(session, znode, CreateMode.PERSISTENT, () -> session.zk()
                            .create(znode, data, sessions.acl(), CreateMode.PERSISTENT))
                    .thenApply(created -> true);
        } else {
            done = session.zk().getData(znode).thenCompose(node -> {
                String present = node.data() == null ? "" : new String(node.data(), StandardCharsets.UTF_8);
                return present.equals(expected.get())
                        ? session.zk()
                                .setData(znode, data, node.stat().version())
                                .thenApply(stat -> true)
                        : CompletableFuture.completedFuture(false);
            });
        }
        return Calls.recover(done, failure -> switch (Calls.code(failure)) {
            case NODE_EXISTS, NO_NODE, BAD_VERSION -> CompletableFuture.completedFuture(false);
            default -> Calls.failed(failure);
        });
    }

    /** Removes a setting; fine if there is none. */
    public CompletableFuture<Void> remove(String key) {
        return Calls.delete(sessions.current(), ZnodePath.child(path, key));
    }

    @Override
    public void close() {
        cache.close();
    }

    private CompletableFuture<Void> create(Session session, String znode, byte[] data) {
        CompletableFuture<Void> created = Calls.withParents(
                        session,
                        znode,
                        CreateMode.PERSISTENT,
                        () -> Calls.retry(
                                session, () -> session.zk().create(znode, data, sessions.acl(), CreateMode.PERSISTENT)))
                .thenApply(made -> null);
        return Calls.recover(
                created,
                failure -> Calls.code(failure) == ErrorCode.NODE_EXISTS
                        ? Calls.retry(session, () -> session.zk().setData(znode, data, -1))
                                .thenApply(stat -> null)
                        : Calls.failed(failure));
    }

    private void tell(CachedNode node, Optional<String> value) {
        if (!node.path().equals(path)) {
            listeners.forEach(listener -> listener.accept(node.name(), value));
        }
    }

    private static String text(CachedNode node) {
        return node.data() == null ? "" : new String(node.data(), StandardCharsets.UTF_8);
    }
}

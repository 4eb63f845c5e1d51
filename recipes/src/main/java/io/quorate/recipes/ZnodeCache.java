package io.quorate.recipes;

import io.quorate.client.AddWatchMode;
import io.quorate.client.NodeData;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.WatcherType;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a znode, of its children, or of the whole tree below it, that follows the changes by one persistent watch.
 *
 * <p>What it holds is what the session's server had a moment ago: it may be behind, but never goes back. The root need not be there. On a disconnect it
 * keeps what it has and is not {@link #isSynced} any more; afterwards, and in the next session after a lost one, it reads everything
 * again and tells the differences. Any thread may call any method.
 */
public final class ZnodeCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZnodeCache.class);

    private final Sessions sessions;
    private final String root;
    /** How far below the root. */
    private final int depthMax;

    private final Map<String, CachedNode> nodes = new ConcurrentSkipListMap<>();
    private final List<CacheListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> firstSync = new CompletableFuture<>();
    private final SessionListener sessionListener = new SessionListener() {
        @Override
        public void onConnected(boolean isNew) {
            begin(isNew);
        }

        @Override
        public void onDisconnected() {
            stale();
        }

        @Override
        public void onLost() {
            stale();
        }
    };

    /** What is being read, or was read last. Guarded by this. */
    private Walk walk;

    private volatile boolean synced;
    /** Guarded by this. */
    private boolean closed;

    /** One reading of everything, in one session and on one connection. */
    private final class Walk {
        private final Session session;
        private final Watcher watcher;
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        /** Reads on their way; guarded by the cache. */
        private int pending;

        private boolean failed;

        Walk(Session session, Watcher watcher) {
            this.session = session;
            this.watcher = watcher == null ? event -> onEvent(session, event) : watcher;
        }
    }

    private ZnodeCache(Sessions sessions, String root, int depthMax) {
        ZnodePath.validate(root);
        this.sessions = sessions;
        this.root = root;
        this.depthMax = depthMax;
    }

    /** Of one znode. */
    public static ZnodeCache ofNode(Sessions sessions, String path) {
        return new ZnodeCache(sessions, path, 0);
    }

    /** Of a znode and its children. */
    public static ZnodeCache ofChildren(Sessions sessions, String path) {
        return new ZnodeCache(sessions, path, 1);
    }

    /** Of a znode and all below. */
    public static ZnodeCache ofTree(Sessions sessions, String path) {
        return new ZnodeCache(sessions, path, Integer.MAX_VALUE);
    }

    /** To be told of changes; one that is added before {@link #start} is told of everything. */
    public ZnodeCache addListener(CacheListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Begins to follow. */
    public ZnodeCache start() {
        sessions.addListener(sessionListener);
        begin(true);
        return this;
    }

    /** Completes when the cache holds everything for the first time. */
    public CompletableFuture<Void> ready() {
        return firstSync.copy();
    }

    /** Whether it holds everything and is told of every change at present. */
    public boolean isSynced() {
        return synced && sessions.current().isConnected();
    }

    public Optional<CachedNode> get(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** The root as it was last heard of; empty if it is not there. */
    public Optional<CachedNode> root() {
        return get(root);
    }

    /** All that it holds, the root included, in the order of the paths. */
    public List<CachedNode> all() {
        return List.copyOf(nodes.values());
    }

    /** The children of the root, in the order of their names. */
    public List<CachedNode> children() {
        return nodes.values().stream().filter(node -> depth(node.path()) == 1).toList();
    }

    @Override
    public void close() {
        Walk last;
        synchronized (this) {
            closed = true;
            last = walk;
        }
        synced = false;
        sessions.removeListener(sessionListener);
        if (last != null && !last.session.isOver()) {
            last.session.zk().forgetWatches(root, last.watcher, watchType());
        }
    }

    private WatcherType watchType() {
        return depthMax == 0 ? WatcherType.PERSISTENT : WatcherType.PERSISTENT_RECURSIVE;
    }

    private void stale() {
        synced = false;
    }

    /** Reads everything. The watch of a session is set once: the client sets it again when it reconnects. */
    private void begin(boolean isNewSession) {
        Walk next;
        boolean watch;
        synchronized (this) {
            if (closed) {
                return;
            }
            Session session = sessions.current();
            boolean watched = walk != null && walk.session == session && !isNewSession;
            if (isNewSession && walk != null && walk.session == session) {
                // Started before the session was connected: that walk is under way.
                return;
            }
            watch = !watched;
            next = new Walk(session, watched ? walk.watcher : null);
            walk = next;
        }
        if (watch) {
            AddWatchMode mode = depthMax == 0 ? AddWatchMode.PERSISTENT : AddWatchMode.PERSISTENT_RECURSIVE;
            Calls.retry(next.session, () -> next.session.zk().addWatch(root, next.watcher, mode))
                    .whenComplete((set, failure) -> {
                        if (failure == null) {
                            restart(next);
                        } else if (!next.session.isOver()) {
                            LOG.warn("cache of {} cannot watch: {}", root, failure.getMessage());
                            firstSync.completeExceptionally(Calls.unwrap(failure));
                        }
                    });
        } else {
            read(next, root);
        }
    }

    /** The watch is set: from here on nothing is missed. A disconnect meanwhile may have begun another walk, too early. */
    private void restart(Walk of) {
        Walk next;
        synchronized (this) {
            if (closed || walk.session != of.session) {
                return;
            }
            next = new Walk(of.session, of.watcher);
            walk = next;
        }
        read(next, root);
    }

    private void read(Walk in, String path) {
        boolean deeper = depth(path) < depthMax;
        synchronized (this) {
            if (walk != in) {
                return;
            }
            in.pending += deeper ? 2 : 1;
        }
        in.session.zk().getData(path).whenComplete((node, failure) -> {
            apply(in, path, node, failure);
            done(in, failure);
        });
        if (deeper) {
            in.session.zk().getChildren(path).whenComplete((names, failure) -> {
                if (failure == null) {
                    names.forEach(name -> read(in, ZnodePath.child(path, name)));
                }
                done(in, failure);
            });
        }
    }

    private void done(Walk in, Throwable failure) {
        boolean whole;
        synchronized (this) {
            if (failure != null && Calls.code(failure) != ErrorCode.NO_NODE) {
                in.failed = true;
            }
            whole = --in.pending == 0 && walk == in && !in.failed && !closed;
        }
        if (whole) {
            new ArrayList<>(nodes.keySet())
                    .stream().filter(path -> !in.seen.contains(path)).forEach(this::remove);
            synced = true;
            tell(CacheListener::onSynced);
            firstSync.complete(null);
        }
    }

    private void onEvent(Session session, WatchedEvent event) {
        Walk in;
        synchronized (this) {
            if (closed || walk.session != session) {
                return;
            }
            in = walk;
        }
        switch (event.type()) {
            case NODE_CREATED, NODE_DATA_CHANGED -> {
                if (depth(event.path()) <= depthMax) {
                    session.zk()
                            .getData(event.path())
                            .whenComplete((node, failure) -> apply(in, event.path(), node, failure));
                }
            }
            case NODE_DELETED -> remove(event.path());
            default -> {
                // Lists of children change with creations and deletions; sessions have a listener.
            }
        }
    }

    /**
     * Answers and events of a session come in the order of the server's changes, so the newest answer is the newest state. When
     * the connection was lost everything is read again.
     */
    private void apply(Walk in, String path, NodeData node, Throwable failure) {
        synchronized (this) {
            if (closed || walk.session != in.session) {
                return;
            }
            if (failure == null) {
                in.seen.add(path);
                walk.seen.add(path);
            }
        }
        if (failure != null) {
            if (Calls.code(failure) == ErrorCode.NO_NODE) {
                remove(path);
            }
            return;
        }
        CachedNode after = new CachedNode(path, node.data(), node.stat());
        CachedNode before = nodes.put(path, after);
        if (before == null) {
            tell(listener -> listener.onAdded(after));
        } else if (before.stat().czxid() != after.stat().czxid()) {
            tell(listener -> listener.onRemoved(before));
            tell(listener -> listener.onAdded(after));
        } else if (isChange(before.stat(), after.stat())) {
            tell(listener -> listener.onChanged(before, after));
        }
    }

    private static boolean isChange(Stat before, Stat after) {
        return before.mzxid() != after.mzxid();
    }

    private void remove(String path) {
        CachedNode before = nodes.remove(path);
        if (before != null) {
            tell(listener -> listener.onRemoved(before));
        }
    }

    private void tell(java.util.function.Consumer<CacheListener> change) {
        for (CacheListener listener : listeners) {
            try {
                change.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener failed: mend {}", listener.getClass().getName(), e);
            }
        }
    }

    /** 0 for the root; more than any cache has for what is not below it. */
    private int depth(String path) {
        if (path.equals(root)) {
            return 0;
        }
        String below = root.equals("/") ? "/" : root + "/";
        if (!path.startsWith(below)) {
            return Integer.MAX_VALUE;
        }
        return 1
                + (int) path.substring(below.length())
                        .chars()
                        .filter(c -> c == '/')
                        .count();
    }
}

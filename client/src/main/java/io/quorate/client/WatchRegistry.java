package io.quorate.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The watchers of a session by kind and path: whom an event concerns, and what to ask for again after a reconnect. Paths are
 * those of the server. Belongs to the session's event loop.
 */
final class WatchRegistry {
    private static final Watcher[] NONE = {};

    /** What a watcher waits for. The names and their order are those of the lists in setWatches2. */
    enum Kind {
        /** A change of data or deletion; gone after one event. */
        DATA,
        /** A creation; gone after one event. */
        EXIST,
        /** A change of the list of children, or deletion; gone after one event. */
        CHILD,
        PERSISTENT,
        PERSISTENT_RECURSIVE;

        boolean isLasting() {
            return this == PERSISTENT || this == PERSISTENT_RECURSIVE;
        }
    }

    private final Map<Kind, Map<String, Watcher[]>> tables = new EnumMap<>(Kind.class);

    WatchRegistry() {
        for (Kind kind : Kind.values()) {
            tables.put(kind, new LinkedHashMap<>());
        }
    }

    void add(Kind kind, String path, Watcher watcher) {
        tables.get(kind).merge(path, new Watcher[] {watcher}, (present, added) -> {
            if (contains(present, watcher)) {
                return present;
            }
            Watcher[] both = Arrays.copyOf(present, present.length + 1);
            both[present.length] = watcher;
            return both;
        });
    }

    /** Removes one watcher, or all if it is null. Returns those removed. */
    List<Watcher> remove(Kind kind, String path, Watcher watcher) {
        Map<String, Watcher[]> table = tables.get(kind);
        Watcher[] present = table.getOrDefault(path, NONE);
        List<Watcher> removed = new ArrayList<>();
        List<Watcher> kept = new ArrayList<>();
        for (Watcher each : present) {
            (watcher == null || each == watcher ? removed : kept).add(each);
        }
        if (kept.isEmpty()) {
            table.remove(path);
        } else {
            table.put(path, kept.toArray(NONE));
        }
        return removed;
    }

    /** The watchers of one kind and path, in the order in which they came. */
    List<Watcher> watchers(Kind kind, String path) {
        return List.of(tables.get(kind).getOrDefault(path, NONE));
    }

    /** The watched paths of one kind, in the order in which they came. */
    Set<String> paths(Kind kind) {
        return tables.get(kind).keySet();
    }

    boolean isEmpty() {
        return tables.values().stream().allMatch(Map::isEmpty);
    }

    void clear() {
        tables.values().forEach(Map::clear);
    }

    /** These and all watchers, each once. */
    List<Watcher> all(List<Watcher> first) {
        Recipients all = new Recipients();
        all.add(first.toArray(NONE));
        for (Map<String, Watcher[]> table : tables.values()) {
            table.values().forEach(all::add);
        }
        return all.list();
    }

    /** The watchers that an event on a path concerns, each once. Takes out those that get one event only. */
    List<Watcher> trigger(WatchedEvent.Type type, String path) {
        Recipients found = new Recipients();
        switch (type) {
            case NODE_CREATED, NODE_DATA_CHANGED -> {
                take(Kind.DATA, path, found);
                take(Kind.EXIST, path, found);
            }
            case NODE_DELETED -> {
                take(Kind.DATA, path, found);
                take(Kind.EXIST, path, found);
                take(Kind.CHILD, path, found);
            }
            case NODE_CHILDREN_CHANGED -> take(Kind.CHILD, path, found);
            default -> throw new IllegalArgumentException(
                    "event from a server: " + type + " (expected: one of a znode)");
        }
        found.add(tables.get(Kind.PERSISTENT).getOrDefault(path, NONE));
        if (type != WatchedEvent.Type.NODE_CHILDREN_CHANGED) {
            addRecursive(path, found);
        }
        return found.list();
    }

    private void take(Kind kind, String path, Recipients to) {
        Watcher[] taken = tables.get(kind).remove(path);
        if (taken != null) {
            to.add(taken);
        }
    }

    private void addRecursive(String path, Recipients to) {
        Map<String, Watcher[]> table = tables.get(Kind.PERSISTENT_RECURSIVE);
        if (table.isEmpty()) {
            return;
        }
        String at = path;
        while (true) {
            to.add(table.getOrDefault(at, NONE));
            if (at.equals("/")) {
                return;
            }
            at = ZnodePath.parent(at);
        }
    }

    private static boolean contains(Watcher[] watchers, Watcher watcher) {
        for (Watcher each : watchers) {
            if (each == watcher) {
                return true;
            }
        }
        return false;
    }

    /** Watchers in the order in which they are found, each once. Watchers are the same if they are the same object. */
    private static final class Recipients {
        private final IdentityHashMap<Watcher, Boolean> seen = new IdentityHashMap<>();
        private final List<Watcher> list = new ArrayList<>();

        void add(Watcher[] watchers) {
            for (Watcher each : watchers) {
                if (seen.put(each, true) == null) {
                    list.add(each);
                }
            }
        }

        List<Watcher> list() {
            return list;
        }
    }
}

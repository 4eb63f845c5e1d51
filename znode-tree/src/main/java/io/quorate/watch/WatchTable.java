package io.quorate.watch;

import io.quorate.tree.AclList;
import io.quorate.tree.TreeChange;
import io.quorate.watch.WatchMode.Bits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;

/**
 * The watches of the connections of one I/O loop: the data and the child table of the spec in one (spec: client-protocol
 * §8). Owned by its loop; nothing here may be called from another thread.
 *
 * <p>Implementation note. Paths and watchers have small numbers. A path keeps its watchers, and a watcher its paths, as a
 * {@link BitMap}: four to eight bytes each, however many share them. The mode bits sit in the path's map, so a lookup
 * reads one array. Registering, firing and removing are O(1) per watch; a watcher goes in O(its watches). A change of a
 * path without watches costs one hash lookup, and the ancestors are only walked while recursive watches exist.
 *
 * @param <W> what stands for a watcher, compared by identity
 */
public final class WatchTable<W> {
    private final HashMap<String, WatchedPath> byPath = new HashMap<>();
    private final IdentityHashMap<W, Watcher<W>> byWatcher = new IdentityHashMap<>();
    private final SlotList<WatchedPath> paths = new SlotList<>();
    private final SlotList<Watcher<W>> watchers = new SlotList<>();
    private int dataWatches;
    private int childWatches;
    private int recursiveWatches;
    private int recursiveLengthMax;

    private Object[] told = new Object[8];
    private int toldCount;
    private long lookup;
    private boolean delivering;

    /** A path with at least one watch; its entries are watcher number and mode bits. */
    private static final class WatchedPath extends BitMap {
        final String path;
        int id;
        int recursive;

        WatchedPath(String path) {
            this.path = path;
        }
    }

    /** A watcher with at least one watch; its entries are path number and an idle bit. */
    private static final class Watcher<W> extends BitMap {
        final W watcher;
        int id;
        long toldIn;

        Watcher(W watcher) {
            this.watcher = watcher;
        }
    }

    /** Registers a watch; does nothing if the watcher has the same one already. */
    public void add(String path, W watcher, WatchMode mode) {
        WatchedPath watched = byPath.get(path);
        if (watched == null) {
            watched = new WatchedPath(path);
            watched.id = checkId(paths.add(watched), "watched paths");
            byPath.put(path, watched);
        }
        Watcher<W> owner = byWatcher.get(watcher);
        if (owner == null) {
            owner = new Watcher<>(watcher);
            owner.id = checkId(watchers.add(owner), "watchers");
            byWatcher.put(watcher, owner);
        }
        int before = watched.get(owner.id);
        int after = before | mode.bit;
        if (before != after) {
            watched.put(owner.id, after);
            count(watched, before, after);
            if (before == 0) {
                owner.put(watched.id, 1);
            }
            if (mode == WatchMode.PERSISTENT_RECURSIVE) {
                recursiveLengthMax = Math.max(recursiveLengthMax, path.length());
            }
        }
    }

    /** Whether the watcher has a watch of this type on the path. */
    public boolean contains(String path, W watcher, WatcherType type) {
        WatchedPath watched = byPath.get(path);
        Watcher<W> owner = byWatcher.get(watcher);
        return watched != null && owner != null && (watched.get(owner.id) & type.bits) != 0;
    }

    /** Removes the watcher's watches of this type on the path; false if there is none. */
    public boolean remove(String path, W watcher, WatcherType type) {
        WatchedPath watched = byPath.get(path);
        Watcher<W> owner = byWatcher.get(watcher);
        if (watched == null || owner == null) {
            return false;
        }
        int before = watched.get(owner.id);
        int after = before & ~type.bits;
        if (before == after) {
            return false;
        }
        count(watched, before, after);
        if (after != 0) {
            watched.put(owner.id, after);
            return true;
        }
        watched.remove(owner.id);
        dropIfEmpty(watched);
        owner.remove(watched.id);
        dropIfEmpty(owner);
        return true;
    }

    /** Forgets all watches of a watcher, as when its connection closes. */
    public void removeWatcher(W watcher) {
        Watcher<W> owner = byWatcher.remove(watcher);
        if (owner == null) {
            return;
        }
        for (int i = 0; i < owner.slotCount(); i++) {
            int slot = owner.slot(i);
            if (slot != 0) {
                WatchedPath watched = paths.get(BitMap.keyOf(slot));
                count(watched, watched.get(owner.id), 0);
                watched.remove(owner.id);
                dropIfEmpty(watched);
            }
        }
        watchers.remove(owner.id);
    }

    /**
     * Tells the watchers of a change of the tree: first those of the node, then those of its parent's children (spec:
     * client-protocol §8.3).
     *
     * @return how many events were handed to the sink
     */
    public int trigger(TreeChange change, WatchSink<? super W> sink) {
        if (byPath.isEmpty()) {
            return 0;
        }
        int eventType =
                switch (change.kind()) {
                    case CREATED -> EventType.NODE_CREATED;
                    case DELETED -> EventType.NODE_DELETED;
                    case DATA_CHANGED -> EventType.NODE_DATA_CHANGED;
                };
        int count = trigger(eventType, change.path(), change.acl(), sink);
        if (childWatches > 0 && eventType != EventType.NODE_DATA_CHANGED) {
            count += trigger(EventType.NODE_CHILDREN_CHANGED, change.parentPath(), change.parentAcl(), sink);
        }
        return count;
    }

    /**
     * Looks the watches up that a change of one node concerns, uses up the one-shot ones among them, and tells each
     * watcher once.
     *
     * <p>A deletion asks both tables and tells a watcher that is in both only once. An event about children asks the child
     * table only, and never the recursive watches.
     *
     * @param eventType one of {@link EventType}
     * @param acl handed to the sink; what grants READ on the node of the event
     * @return how many watchers were told
     * @throws IllegalStateException when called by the sink of another trigger
     */
    public int trigger(int eventType, String path, AclList acl, WatchSink<? super W> sink) {
        WatchedPath watched = byPath.get(path);
        boolean asksAncestors = recursiveWatches > 0 && eventType != EventType.NODE_CHILDREN_CHANGED;
        if (watched == null && !asksAncestors) {
            return 0;
        }
        if (delivering) {
            throw new IllegalStateException(
                    "trigger of event " + eventType + " on " + path + " while another is being delivered");
        }
        lookup++;
        if (watched != null) {
            collect(watched, tablesAsked(eventType));
            useUp(watched, oneShotsUsed(eventType));
        }
        if (asksAncestors) {
            collectAncestors(path);
        }
        return deliver(eventType, path, acl, sink);
    }

    /** How many (path, watcher) pairs are in the data table. */
    public int dataWatchCount() {
        return dataWatches;
    }

    /** How many (path, watcher) pairs are in the child table. */
    public int childWatchCount() {
        return childWatches;
    }

    /** The sum over both tables, as in the {@code watch_count} of mntr. */
    public int watchCount() {
        return dataWatches + childWatches;
    }

    /** How many paths have a watch in either table. */
    public int pathCount() {
        return byPath.size();
    }

    /** How many watchers have a watch in either table. */
    public int watcherCount() {
        return byWatcher.size();
    }

    /** Shows every (path, watcher) pair of the data table, path by path; that is what wchs, wchc and wchp tell of. */
    public void forEachDataWatch(WatchVisitor<? super W> visitor) {
        forEachWatch(Bits.DATA_TABLE, visitor);
    }

    /** Shows every (path, watcher) pair of the child table, path by path. */
    public void forEachChildWatch(WatchVisitor<? super W> visitor) {
        forEachWatch(Bits.CHILD_TABLE, visitor);
    }

    /** Shows the paths that one watcher has a watch on in either table. */
    public void forEachWatchOf(W watcher, WatchVisitor<? super W> visitor) {
        Watcher<W> owner = byWatcher.get(watcher);
        if (owner == null) {
            return;
        }
        for (int i = 0; i < owner.slotCount(); i++) {
            int slot = owner.slot(i);
            if (slot != 0) {
                visitor.watch(paths.get(BitMap.keyOf(slot)).path, watcher);
            }
        }
    }

    private void forEachWatch(int table, WatchVisitor<? super W> visitor) {
        for (int id = 0; id < paths.end(); id++) {
            WatchedPath watched = paths.get(id);
            if (watched == null) {
                continue;
            }
            for (int i = 0; i < watched.slotCount(); i++) {
                int slot = watched.slot(i);
                if ((BitMap.bitsOf(slot) & table) != 0) {
                    visitor.watch(watched.path, watchers.get(BitMap.keyOf(slot)).watcher);
                }
            }
        }
    }

    private static int tablesAsked(int eventType) {
        return switch (eventType) {
            case EventType.NODE_CREATED, EventType.NODE_DATA_CHANGED -> Bits.DATA_TABLE;
            case EventType.NODE_DELETED -> Bits.ALL;
            case EventType.NODE_CHILDREN_CHANGED -> Bits.CHILD_TABLE;
            default -> throw new IllegalArgumentException("event type: " + eventType + " (expected: 1 to 4)");
        };
    }

    private static int oneShotsUsed(int eventType) {
        return tablesAsked(eventType) & (Bits.DATA | Bits.CHILD);
    }

    private void collect(WatchedPath watched, int bits) {
        for (int i = 0; i < watched.slotCount(); i++) {
            int slot = watched.slot(i);
            if ((BitMap.bitsOf(slot) & bits) != 0) {
                tell(watchers.get(BitMap.keyOf(slot)));
            }
        }
    }

    private void collectAncestors(String path) {
        int end = path.length() > 1 ? path.lastIndexOf('/', recursiveLengthMax) : -1;
        while (end >= 0) {
            WatchedPath ancestor = byPath.get(end == 0 ? "/" : path.substring(0, end));
            if (ancestor != null && ancestor.recursive > 0) {
                collect(ancestor, Bits.RECURSIVE);
            }
            end = path.lastIndexOf('/', end - 1);
        }
    }

    private void tell(Watcher<W> owner) {
        if (owner.toldIn == lookup) {
            return;
        }
        owner.toldIn = lookup;
        if (toldCount == told.length) {
            told = Arrays.copyOf(told, toldCount * 2);
        }
        told[toldCount++] = owner.watcher;
    }

    private void useUp(WatchedPath watched, int oneShots) {
        for (int i = 0; i < watched.slotCount(); i++) {
            int slot = watched.slot(i);
            int before = BitMap.bitsOf(slot);
            int after = before & ~oneShots;
            if (before != after) {
                count(watched, before, after);
                if (after == 0) {
                    Watcher<W> owner = watchers.get(BitMap.keyOf(slot));
                    owner.remove(watched.id);
                    dropIfEmpty(owner);
                }
            }
        }
        watched.clearBits(oneShots);
        dropIfEmpty(watched);
    }

    @SuppressWarnings("unchecked")
    private int deliver(int eventType, String path, AclList acl, WatchSink<? super W> sink) {
        int count = toldCount;
        delivering = true;
        try {
            for (int i = 0; i < count; i++) {
                sink.deliver((W) told[i], eventType, path, acl);
            }
        } finally {
            delivering = false;
            toldCount = 0;
            Arrays.fill(told, 0, count, null);
        }
        return count;
    }

    private void count(WatchedPath watched, int before, int after) {
        dataWatches += in(after, Bits.DATA_TABLE) - in(before, Bits.DATA_TABLE);
        childWatches += in(after, Bits.CHILD_TABLE) - in(before, Bits.CHILD_TABLE);
        int recursive = in(after, Bits.RECURSIVE) - in(before, Bits.RECURSIVE);
        watched.recursive += recursive;
        recursiveWatches += recursive;
        if (recursiveWatches == 0) {
            recursiveLengthMax = 0;
        }
    }

    private static int in(int bits, int table) {
        return (bits & table) != 0 ? 1 : 0;
    }

    private void dropIfEmpty(WatchedPath watched) {
        if (watched.size() == 0) {
            byPath.remove(watched.path);
            paths.remove(watched.id);
        }
    }

    private void dropIfEmpty(Watcher<W> owner) {
        if (owner.size() == 0) {
            byWatcher.remove(owner.watcher);
            watchers.remove(owner.id);
        }
    }

    private static int checkId(int id, String what) {
        if (id > BitMap.KEY_MAX) {
            throw new IllegalStateException(what + ": " + id + " (expected: at most " + BitMap.KEY_MAX + ")");
        }
        return id;
    }
}

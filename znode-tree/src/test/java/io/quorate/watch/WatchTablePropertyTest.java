package io.quorate.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tree.AclList;
import io.quorate.tree.TreeChange;
import io.quorate.tree.TreeChange.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a table and on a list of registrations that follows the words of client-protocol §8. */
class WatchTablePropertyTest {
    private static final List<String> PATHS =
            List.of("/", "/a", "/a/b", "/a/b/c", "/a/b/d", "/a/e", "/ab", "/b", "/b/b", "/b/b/c", "/zookeeper/config");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void agreesWithItsTwin(long seed) {
        Random random = new Random(seed);
        List<String> watchers = watchers(1 + random.nextInt(40));
        WatchTable<String> table = new WatchTable<>();
        Twin twin = new Twin();
        for (int step = 0; step < 3_000; step++) {
            String path = PATHS.get(random.nextInt(PATHS.size()));
            String watcher = watchers.get(random.nextInt(watchers.size()));
            String at = "seed " + seed + " step " + step;
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4, 5, 6 -> {
                    WatchMode mode = WatchMode.values()[random.nextInt(4)];
                    table.add(path, watcher, mode);
                    twin.add(path, watcher, mode);
                }
                case 7, 8 -> {
                    WatcherType type = WatcherType.values()[random.nextInt(5)];
                    assertThat(table.remove(path, watcher, type)).as(at).isEqualTo(twin.remove(path, watcher, type));
                }
                case 9 -> {
                    if (random.nextInt(4) == 0) {
                        table.removeWatcher(watcher);
                        twin.entries.removeIf(each -> each.watcher.equals(watcher));
                    }
                }
                default -> {
                    Kind kind = Kind.values()[random.nextInt(3)];
                    if (path.equals("/") && kind != Kind.DATA_CHANGED) {
                        break;
                    }
                    TreeChange change = new TreeChange(kind, path, AclList.OPEN, AclList.OPEN);
                    Told told = new Told();
                    table.trigger(change, told);
                    assertThat(told.byWatcher).as(at).isEqualTo(twin.trigger(change).byWatcher);
                }
            }
            WatcherType type = WatcherType.values()[random.nextInt(5)];
            assertThat(table.contains(path, watcher, type)).as(at).isEqualTo(twin.contains(path, watcher, type));
            twin.assertSameCounts(table, at);
        }
        for (String watcher : watchers) {
            table.removeWatcher(watcher);
        }
        assertThat(table.watchCount() + table.pathCount() + table.watcherCount())
                .isZero();
    }

    private static List<String> watchers(int count) {
        List<String> watchers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            watchers.add("c" + i);
        }
        return watchers;
    }

    private enum Bit {
        STANDARD,
        PERSISTENT,
        RECURSIVE
    }

    private record Entry(boolean dataTable, String path, String watcher, Bit bit) {}

    /** Every registration is an element of a set; every lookup goes through all of them. */
    private static final class Twin {
        final Set<Entry> entries = new HashSet<>();

        void add(String path, String watcher, WatchMode mode) {
            switch (mode) {
                case DATA -> entries.add(new Entry(true, path, watcher, Bit.STANDARD));
                case CHILD -> entries.add(new Entry(false, path, watcher, Bit.STANDARD));
                case PERSISTENT -> {
                    entries.add(new Entry(true, path, watcher, Bit.PERSISTENT));
                    entries.add(new Entry(false, path, watcher, Bit.PERSISTENT));
                }
                case PERSISTENT_RECURSIVE -> entries.add(new Entry(true, path, watcher, Bit.RECURSIVE));
            }
        }

        boolean contains(String path, String watcher, WatcherType type) {
            return entries.stream().anyMatch(each -> isMeant(each, path, watcher, type));
        }

        boolean remove(String path, String watcher, WatcherType type) {
            return entries.removeIf(each -> isMeant(each, path, watcher, type));
        }

        private static boolean isMeant(Entry each, String path, String watcher, WatcherType type) {
            return each.path.equals(path)
                    && each.watcher.equals(watcher)
                    && switch (type) {
                        case CHILDREN -> !each.dataTable && each.bit == Bit.STANDARD;
                        case DATA -> each.dataTable && each.bit == Bit.STANDARD;
                        case ANY -> true;
                        case PERSISTENT -> each.bit == Bit.PERSISTENT;
                        case PERSISTENT_RECURSIVE -> each.bit == Bit.RECURSIVE;
                    };
        }

        Told trigger(TreeChange change) {
            Told told = new Told();
            switch (change.kind()) {
                case CREATED -> {
                    lookup(true, 1, change.path(), Set.of(), told);
                    lookup(false, 4, change.parentPath(), Set.of(), told);
                }
                case DELETED -> {
                    Set<String> first = lookup(true, 2, change.path(), Set.of(), told);
                    lookup(false, 2, change.path(), first, told);
                    lookup(false, 4, change.parentPath(), Set.of(), told);
                }
                case DATA_CHANGED -> lookup(true, 3, change.path(), Set.of(), told);
            }
            return told;
        }

        private Set<String> lookup(boolean dataTable, int event, String path, Set<String> skipped, Told told) {
            Set<String> notified = new HashSet<>();
            for (Entry each : entries) {
                boolean here = each.path.equals(path);
                boolean above = each.bit == Bit.RECURSIVE && isAncestor(each.path, path);
                if (each.dataTable == dataTable && (here || above)) {
                    notified.add(each.watcher);
                }
            }
            entries.removeIf(each -> each.dataTable == dataTable && each.path.equals(path) && each.bit == Bit.STANDARD);
            for (String watcher : notified) {
                if (!skipped.contains(watcher)) {
                    told.deliver(watcher, event, path, AclList.OPEN);
                }
            }
            return notified;
        }

        private static boolean isAncestor(String ancestor, String path) {
            return !ancestor.equals(path) && path.startsWith(ancestor.equals("/") ? "/" : ancestor + "/");
        }

        void assertSameCounts(WatchTable<String> table, String at) {
            assertThat(table.dataWatchCount()).as(at).isEqualTo(pairs(true));
            assertThat(table.childWatchCount()).as(at).isEqualTo(pairs(false));
            assertThat(table.pathCount()).as(at).isEqualTo((int)
                    entries.stream().map(Entry::path).distinct().count());
            assertThat(table.watcherCount()).as(at).isEqualTo((int)
                    entries.stream().map(Entry::watcher).distinct().count());
        }

        private int pairs(boolean dataTable) {
            return (int) entries.stream()
                    .filter(each -> each.dataTable == dataTable)
                    .map(each -> each.path + " " + each.watcher)
                    .distinct()
                    .count();
        }
    }
}

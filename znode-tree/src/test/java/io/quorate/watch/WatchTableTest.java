package io.quorate.watch;

import static io.quorate.watch.WatchMode.CHILD;
import static io.quorate.watch.WatchMode.DATA;
import static io.quorate.watch.WatchMode.PERSISTENT;
import static io.quorate.watch.WatchMode.PERSISTENT_RECURSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tree.AclList;
import io.quorate.tree.TreeChange;
import io.quorate.tree.TreeChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The sentences of client-protocol §8.2, §8.3 and §8.5. */
class WatchTableTest {
    private static final AclList NODE_ACL = AclList.READ;
    private static final AclList PARENT_ACL = AclList.OPEN;

    private final WatchTable<String> table = new WatchTable<>();

    private Told created(String path) {
        return trigger(new TreeChange(Kind.CREATED, path, NODE_ACL, PARENT_ACL));
    }

    private Told deleted(String path) {
        return trigger(new TreeChange(Kind.DELETED, path, NODE_ACL, PARENT_ACL));
    }

    private Told dataSet(String path) {
        return trigger(new TreeChange(Kind.DATA_CHANGED, path, NODE_ACL, null));
    }

    private Told trigger(TreeChange change) {
        Told told = new Told();
        int count = table.trigger(change, told);
        assertThat(count).isEqualTo(told.acls.size());
        return told;
    }

    @Test
    void s82_aRepeatedStandardWatchIsOneWatch() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c1", DATA);
        assertThat(table.dataWatchCount()).isEqualTo(1);
        assertThat(dataSet("/a").of("c1")).containsExactly("3 /a");
        assertThat(dataSet("/a").of("c1")).isEmpty();
    }

    @Test
    void s82_persistentIsInBothTablesAndRecursiveInTheDataTable() {
        table.add("/a", "c1", PERSISTENT);
        assertThat(table.dataWatchCount()).isEqualTo(1);
        assertThat(table.childWatchCount()).isEqualTo(1);
        table.add("/b", "c1", PERSISTENT_RECURSIVE);
        assertThat(table.dataWatchCount()).isEqualTo(2);
        assertThat(table.childWatchCount()).isEqualTo(1);
        assertThat(table.watchCount()).isEqualTo(3);
        assertThat(table.pathCount()).isEqualTo(2);
        assertThat(table.watcherCount()).isEqualTo(1);
    }

    @Test
    void s82_watchesVanishWithTheirConnection() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c2", DATA);
        table.add("/b", "c1", PERSISTENT_RECURSIVE);
        table.add("/c", "c1", CHILD);
        table.removeWatcher("c1");
        table.removeWatcher("c1");
        assertThat(table.watchCount()).isEqualTo(1);
        assertThat(table.pathCount()).isEqualTo(1);
        assertThat(dataSet("/a").byWatcher).containsOnlyKeys("c2");
        assertThat(created("/b/x").byWatcher).isEmpty();
        assertThat(table.watcherCount()).isZero();
        assertThat(table.pathCount()).isZero();
    }

    @Test
    void s83_creationTellsTheNodesDataWatchesThenTheParentsChildWatches() {
        table.add("/p/a", "c1", DATA);
        table.add("/p", "c1", CHILD);
        table.add("/p", "c2", CHILD);
        table.add("/p/a", "c3", CHILD);
        Told told = created("/p/a");
        assertThat(told.of("c1")).containsExactly("1 /p/a", "4 /p");
        assertThat(told.of("c2")).containsExactly("4 /p");
        assertThat(told.of("c3")).as("a child watch hears nothing of creation").isEmpty();
        assertThat(told.acls).containsExactly(NODE_ACL, PARENT_ACL, PARENT_ACL);
    }

    @Test
    void s83_deletionTellsBothTablesThenTheParents() {
        table.add("/p/a", "c1", DATA);
        table.add("/p/a", "c1", CHILD);
        table.add("/p/a", "c2", CHILD);
        table.add("/p", "c1", CHILD);
        Told told = deleted("/p/a");
        assertThat(told.of("c1")).as("one NodeDeleted for both watches").containsExactly("2 /p/a", "4 /p");
        assertThat(told.of("c2")).containsExactly("2 /p/a");
        assertThat(table.watchCount()).as("both one-shot watches are used up").isZero();
        assertThat(told.acls.subList(0, 2)).containsOnly(NODE_ACL);
        assertThat(told.acls.get(2)).isEqualTo(PARENT_ACL);
    }

    @Test
    void s83_setDataTellsDataWatchesOnly() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c2", CHILD);
        table.add("/", "c3", CHILD);
        assertThat(dataSet("/a").byWatcher).containsOnlyKeys("c1");
        assertThat(table.childWatchCount()).isEqualTo(2);
    }

    @Test
    void s83_childrenOfTheRoot() {
        table.add("/", "c1", CHILD);
        assertThat(created("/a").of("c1")).containsExactly("4 /");
    }

    @Test
    void s83_aPersistentWatcherGetsEverythingOfItsPathAndSurvivesDeletion() {
        table.add("/a", "c1", PERSISTENT);
        assertThat(created("/a").of("c1")).containsExactly("1 /a");
        assertThat(dataSet("/a").of("c1")).containsExactly("3 /a");
        assertThat(created("/a/b").of("c1")).containsExactly("4 /a");
        assertThat(dataSet("/a/b").of("c1")).isEmpty();
        assertThat(deleted("/a/b").of("c1")).containsExactly("4 /a");
        assertThat(deleted("/a").of("c1")).containsExactly("2 /a");
        assertThat(created("/a").of("c1")).containsExactly("1 /a");
    }

    @Test
    void s83_aRecursiveWatcherGetsTheNodeAndAllDescendantsButNeverChildrenChanged() {
        table.add("/a", "c1", PERSISTENT_RECURSIVE);
        assertThat(created("/a").of("c1")).containsExactly("1 /a");
        assertThat(created("/a/b").of("c1")).containsExactly("1 /a/b");
        assertThat(created("/a/b/c").of("c1")).containsExactly("1 /a/b/c");
        assertThat(dataSet("/a/b/c").of("c1")).containsExactly("3 /a/b/c");
        assertThat(deleted("/a/b/c").of("c1")).containsExactly("2 /a/b/c");
        assertThat(created("/ab").of("c1")).as("no descendant").isEmpty();
        assertThat(created("/b/a").of("c1")).isEmpty();
        assertThat(created("/").of("c1")).isEmpty();
    }

    @Test
    void s83_aRecursiveWatchOnTheRootGetsEverything() {
        table.add("/", "c1", PERSISTENT_RECURSIVE);
        assertThat(created("/a/b/c/d").of("c1")).containsExactly("1 /a/b/c/d");
        assertThat(dataSet("/").of("c1")).containsExactly("3 /");
    }

    @Test
    void s83_aStandardAndARecursiveWatchOnOnePathGiveOneEvent() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c1", PERSISTENT_RECURSIVE);
        table.add("/", "c1", PERSISTENT_RECURSIVE);
        assertThat(dataSet("/a").of("c1")).containsExactly("3 /a");
        assertThat(table.contains("/a", "c1", WatcherType.DATA)).isFalse();
        assertThat(table.contains("/a", "c1", WatcherType.PERSISTENT_RECURSIVE)).isTrue();
    }

    @Test
    void s83_aStandardWatchBelowARecursiveOneGivesOneEventAndIsUsedUp() {
        table.add("/a/b", "c1", DATA);
        table.add("/a", "c1", PERSISTENT_RECURSIVE);
        assertThat(dataSet("/a/b").of("c1")).containsExactly("3 /a/b");
        assertThat(table.dataWatchCount()).isEqualTo(1);
    }

    @Test
    void s83_oneShotsAreUsedUpWhateverTheSinkDoesWithTheEvent() {
        table.add("/a", "c1", DATA);
        table.trigger(new TreeChange(Kind.DATA_CHANGED, "/a", NODE_ACL, null), (watcher, type, path, acl) -> {});
        assertThat(table.watchCount()).isZero();
        assertThat(table.watcherCount()).isZero();
        assertThat(table.pathCount()).isZero();
    }

    @Test
    void s85_typesAndTheirTables() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c1", CHILD);
        table.add("/a", "c1", PERSISTENT);
        table.add("/a", "c1", PERSISTENT_RECURSIVE);
        for (WatcherType type : WatcherType.values()) {
            assertThat(table.contains("/a", "c1", type)).as("%s", type).isTrue();
            assertThat(table.contains("/a", "c2", type)).as("%s", type).isFalse();
            assertThat(table.contains("/b", "c1", type)).as("%s", type).isFalse();
        }
        assertThat(table.remove("/a", "c1", WatcherType.CHILDREN)).isTrue();
        assertThat(table.remove("/a", "c1", WatcherType.CHILDREN)).isFalse();
        assertThat(table.childWatchCount()).as("persistent stays").isEqualTo(1);
        assertThat(table.remove("/a", "c1", WatcherType.DATA)).isTrue();
        assertThat(table.remove("/a", "c1", WatcherType.PERSISTENT)).isTrue();
        assertThat(table.childWatchCount()).isZero();
        assertThat(table.dataWatchCount()).isEqualTo(1);
        assertThat(table.remove("/a", "c1", WatcherType.PERSISTENT_RECURSIVE)).isTrue();
        assertThat(table.watchCount()).isZero();
        assertThat(table.pathCount()).isZero();
    }

    @Test
    void s85_anyRemovesAllModesInBothTables() {
        table.add("/a", "c1", CHILD);
        table.add("/a", "c1", PERSISTENT_RECURSIVE);
        table.add("/a", "c2", CHILD);
        assertThat(table.remove("/a", "c1", WatcherType.ANY)).isTrue();
        assertThat(table.remove("/a", "c1", WatcherType.ANY)).isFalse();
        assertThat(table.watchCount()).isEqualTo(1);
        assertThat(created("/a/b").byWatcher).containsOnlyKeys("c2");
    }

    @Test
    void theSinkMayRemoveAndAddWatches() {
        table.add("/a", "c1", PERSISTENT);
        table.add("/a", "c2", PERSISTENT);
        table.add("/a", "c3", DATA);
        List<String> told = new ArrayList<>();
        table.trigger(new TreeChange(Kind.DATA_CHANGED, "/a", NODE_ACL, null), (watcher, type, path, acl) -> {
            told.add(watcher);
            table.removeWatcher(watcher);
            table.add("/other", watcher, DATA);
        });
        assertThat(told).containsExactlyInAnyOrder("c1", "c2", "c3");
        assertThat(table.pathCount()).isEqualTo(1);
        assertThat(table.dataWatchCount()).isEqualTo(3);
    }

    @Test
    void theSinkMustNotTrigger() {
        table.add("/a", "c1", PERSISTENT);
        TreeChange change = new TreeChange(Kind.DATA_CHANGED, "/a", NODE_ACL, null);
        assertThatThrownBy(() -> table.trigger(change, (watcher, type, path, acl) -> created("/a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/a");
        assertThat(dataSet("/a").of("c1")).as("the table is usable afterwards").containsExactly("3 /a");
    }

    @Test
    void visitorsSeeEachTable() {
        table.add("/a", "c1", DATA);
        table.add("/a", "c2", CHILD);
        table.add("/b", "c1", PERSISTENT);
        assertThat(visit(visitor -> table.forEachDataWatch(visitor))).containsExactly("/a c1", "/b c1");
        assertThat(visit(visitor -> table.forEachChildWatch(visitor))).containsExactly("/a c2", "/b c1");
        assertThat(visit(visitor -> table.forEachWatchOf("c1", visitor))).containsExactly("/a c1", "/b c1");
        assertThat(visit(visitor -> table.forEachWatchOf("c9", visitor))).isEmpty();
    }

    private static List<String> visit(Consumer<WatchVisitor<String>> visits) {
        List<String> seen = new ArrayList<>();
        visits.accept((path, watcher) -> seen.add(path + " " + watcher));
        return seen;
    }
}

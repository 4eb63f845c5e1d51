package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.txn.MultiTxn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataTreePropertyTest {
    private static final TreeOptions OPTIONS = new TreeOptions(true, false, true);

    /** After every transaction the tree is its twin's, and no later one changes it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isItsTwinAndStaysIt(long seed) {
        RandomTxns txns = new RandomTxns(seed);
        DataTree tree = DataTree.fresh(seed * 31, OPTIONS);
        Map<DataTree, Map<String, String>> kept = new LinkedHashMap<>();
        for (int step = 0; step < 500; step++) {
            RandomTxns.Next next = txns.next();
            Applied applied = tree.apply(next.header(), next.txn());
            tree = applied.after();
            assertThat(tree.digest()).as("seed %d step %d %s", seed, step, next).isEqualTo(txns.model.digest());
            assertThat(tree.lastZxid()).isEqualTo(next.header().zxid());
            if (next.txn() instanceof MultiTxn multi) {
                assertThat(applied.outcomes()).hasSize(multi.txns().size());
            }
            if (step % 10 == 0) {
                Map<String, String> dump = TreeAssert.dump(tree);
                TreeAssert.assertSame(dump, TreeAssert.dump(txns.model), "seed %d step %d %s", seed, step, next);
                TreeAssert.checkTotals(tree);
                kept.put(tree, dump);
            }
        }
        kept.forEach((old, dump) -> TreeAssert.assertSame(TreeAssert.dump(old), dump, "seed %d %s", seed, old));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whatIsSavedIsWhatIsLoaded(long seed) {
        RandomTxns txns = new RandomTxns(seed);
        DataTree tree = DataTree.fresh(seed, OPTIONS);
        for (int step = 0; step < 600; step++) {
            RandomTxns.Next next = txns.next();
            tree = tree.apply(next.header(), next.txn()).after();
        }
        DataTree loaded = reload(tree, seed + 1);
        TreeAssert.assertSame(TreeAssert.dump(loaded), TreeAssert.dump(tree), "seed %d", seed);
        assertThat(loaded.lastZxid()).isEqualTo(tree.lastZxid());
        TreeAssert.checkTotals(loaded);
        for (int step = 0; step < 200; step++) {
            RandomTxns.Next next = txns.next();
            tree = tree.apply(next.header(), next.txn()).after();
            loaded = loaded.apply(next.header(), next.txn()).after();
        }
        TreeAssert.assertSame(TreeAssert.dump(loaded), TreeAssert.dump(tree), "seed %d", seed);
    }

    private static DataTree reload(DataTree tree, long hashSeed) {
        TreeBuilder builder = DataTree.builder(hashSeed, OPTIONS);
        tree.sessions().forEach(session -> builder.session(session, tree.sessionTimeout(session)));
        for (TreeCursor each = tree.cursor(); each.next(); ) {
            DataNode node = each.node();
            builder.node(each.pathString(), node.data(), node.acl(), node.statPersisted());
        }
        return builder.build(tree.lastZxid());
    }

    @Test
    void equalSeedsGiveEqualOrders() {
        List<List<String>> orders = new ArrayList<>();
        for (long hashSeed : new long[] {5, 5, 6}) {
            RandomTxns txns = new RandomTxns(77);
            DataTree tree = DataTree.fresh(hashSeed, OPTIONS);
            for (int step = 0; step < 300; step++) {
                RandomTxns.Next next = txns.next();
                tree = tree.apply(next.header(), next.txn()).after();
            }
            List<String> order = new ArrayList<>();
            tree.visit((path, length, node) -> order.add(PathBytes.decode(path, 0, length)));
            tree.containers().forEach(order::add);
            tree.ttlNodes().forEach(order::add);
            orders.add(order);
        }
        assertThat(orders.get(0)).isEqualTo(orders.get(1)).isNotEqualTo(orders.get(2));
        assertThat(orders.get(0)).containsExactlyInAnyOrderElementsOf(orders.get(2));
    }

    @Test
    void withoutDigestsTheDigestIsZero() {
        RandomTxns txns = new RandomTxns(78);
        DataTree tree = DataTree.fresh(1, new TreeOptions(true, false, false));
        for (int step = 0; step < 200; step++) {
            RandomTxns.Next next = txns.next();
            tree = tree.apply(next.header(), next.txn()).after();
            assertThat(tree.digest()).isZero();
        }
    }
}

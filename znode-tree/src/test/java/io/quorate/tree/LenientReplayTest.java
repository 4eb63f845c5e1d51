package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replaying a log over a fuzzy snapshot gives the tree that the log made (spec: storage-format §4.4). */
class LenientReplayTest {
    private static final TreeOptions OPTIONS = new TreeOptions(true, false, true);
    private static final int TXNS = 250;

    private final List<RandomTxns.Next> log = new ArrayList<>();
    /** The tree before each transaction, and the last one. */
    private final List<DataTree> trees = new ArrayList<>();

    /**
     * With closeSession transactions that do not list their paths no replay can converge: a path that was deleted while the snapshot was
     * written is known to nobody.
     */
    private void run(long seed) {
        RandomTxns txns = new RandomTxns(seed, true);
        trees.add(DataTree.fresh(seed, OPTIONS));
        for (int i = 0; i < TXNS; i++) {
            RandomTxns.Next next = txns.next();
            log.add(next);
            trees.add(trees.get(i).apply(next.header(), next.txn()).after());
        }
    }

    private DataTree replay(DataTree from, int firstTxn) {
        DataTree tree = from;
        for (RandomTxns.Next next : log.subList(firstTxn, TXNS)) {
            tree = tree.applyLenient(next.header(), next.txn()).after();
        }
        return tree;
    }

    /** The snapshot has the name of one zxid and the content of a later one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void fromALaterTreeThanTheLogStartsAt(long seed) {
        run(seed);
        DataTree last = trees.get(TXNS);
        Map<String, String> dump = TreeAssert.dump(last);
        for (int first = 0; first < TXNS; first += 23) {
            for (int held = first; held <= TXNS; held += 19) {
                DataTree replayed = replay(trees.get(held), first);
                TreeAssert.assertSame(
                        TreeAssert.dump(replayed), dump, "seed %d, tree after %d, replayed from %d", seed, held, first);
            }
        }
    }

    /** The snapshot was written while transactions went on, each node as it was when its turn came. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void fromAMixedTree(long seed) {
        run(seed);
        Random random = new Random(seed);
        DataTree last = trees.get(TXNS);
        Map<String, String> dump = TreeAssert.dump(last);
        for (int round = 0; round < 40; round++) {
            int first = random.nextInt(TXNS);
            DataTree fuzzy = new FuzzySnapshot(first, 1 + random.nextInt(20), random).write();
            DataTree replayed = replay(fuzzy, first);
            TreeAssert.assertSame(
                    TreeAssert.dump(replayed), dump, "seed %d round %d, replayed from %d", seed, round, first);
            assertThat(replayed.digest()).isEqualTo(last.digest());
            TreeAssert.checkTotals(replayed);
        }
    }

    /** Walks the tree as the server of a mutable one does, while time goes on. */
    private final class FuzzySnapshot {
        private final Random random;
        private final int stepMax;
        private final TreeBuilder builder;
        private final long startZxid;
        private int now;

        FuzzySnapshot(int start, int stepMax, Random random) {
            this.now = start;
            this.startZxid = trees.get(start).lastZxid();
            this.stepMax = stepMax;
            this.random = random;
            this.builder = DataTree.builder(random.nextLong(), OPTIONS);
        }

        DataTree write() {
            DataTree start = trees.get(now);
            start.sessions().forEach(session -> builder.session(session, start.sessionTimeout(session)));
            writeNode("");
            return builder.build(startZxid);
        }

        private void writeNode(String path) {
            DataNode node = trees.get(now).find(path);
            if (node == null) {
                return;
            }
            // The number of a list made after the table of lists was written may stand for another list there.
            AclList acl =
                    random.nextInt(10) == 0 && !path.isEmpty() && wasCreatedLater(node) ? AclList.READ : node.acl();
            builder.node(path, node.data(), acl, node.statPersisted());
            pass(2);
            DataNode later = trees.get(now).find(path);
            for (String child : later == null ? List.<String>of() : later.childNames()) {
                pass(stepMax);
                writeNode(path + "/" + child);
            }
        }

        private void pass(int txnsMax) {
            now = Math.min(TXNS, now + random.nextInt(txnsMax));
        }

        private boolean wasCreatedLater(DataNode node) {
            return node.czxid() > startZxid;
        }
    }
}

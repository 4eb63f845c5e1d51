package io.quorate.tree;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.ThreadMXBean;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnHeader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What very many znodes cost: heap, load, single operations, and the pauses of the collector while they change. Run as
 *
 * <pre>java -Xms8g -Xmx8g -XX:+AlwaysPreTouch -XX:+Use...GC -cp ... io.quorate.tree.TreeScaleBenchmark &lt;layout&gt; &lt;nodes&gt; &lt;per dir&gt; [seconds]</pre>
 *
 * with the layout {@code tree}, which is the real one, or {@code flat}: one persistent map from path to node, the alternative that
 * was not taken. Data is 100 bytes per node.
 */
public final class TreeScaleBenchmark {
    private static final int DATA_BYTES = 100;
    private static final int KEPT = 500;
    private static final int SAMPLE = 500_000;

    private static long pauses;
    private static long pauseMillis;
    private static long pauseMillisMax;

    private TreeScaleBenchmark() {}

    /** One of the layouts under test. */
    private interface Layout {
        void load(int nodes, int perDir);

        Object find(String path);

        void setData(String path, byte[] data);

        void create(String path, byte[] data);

        void delete(String path);

        Object state();
    }

    public static void main(String[] args) {
        Layout layout = args[0].equals("tree") ? new TreeLayout() : new FlatLayout();
        int nodes = Integer.parseInt(args[1]);
        int perDir = Integer.parseInt(args[2]);
        int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 10;
        System.out.printf(Locale.ROOT, "%s, %d nodes, %d per directory, %s%n", args[0], nodes, perDir, collector());
        watchPauses();
        long empty = usedBytes();
        Meter start = Meter.now();
        layout.load(nodes, perDir);
        report("load", start, nodes);
        long before = System.nanoTime();
        double perNode = (double) (usedBytes() - empty) / nodes;
        double fullMillis = (System.nanoTime() - before) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "heap %.1f bytes/znode, %.1f beyond the data; full collection %.0f ms%n",
                perNode,
                perNode - DATA_BYTES,
                fullMillis);
        String[] paths = samplePaths(nodes, perDir);
        for (int round = 0; round < 3; round++) {
            measureFind(layout, paths);
            measureSetData(layout, paths);
            measureCreateDelete(layout, paths);
        }
        churn(layout, paths, seconds);
    }

    static String path(int i, int perDir) {
        return "/dir" + i / perDir + "/n" + (100_000_000 + i);
    }

    private static String[] samplePaths(int nodes, int perDir) {
        SplittableRandom random = new SplittableRandom(1);
        String[] paths = new String[SAMPLE];
        for (int i = 0; i < SAMPLE; i++) {
            paths[i] = path(random.nextInt(nodes), perDir);
        }
        return paths;
    }

    private static void measureFind(Layout layout, String[] paths) {
        Meter start = Meter.now();
        int found = 0;
        for (String path : paths) {
            found += layout.find(path) == null ? 0 : 1;
        }
        report("find", start, paths.length);
        if (found != paths.length) {
            throw new IllegalStateException("found: " + found + " (expected: " + paths.length + ")");
        }
    }

    private static void measureSetData(Layout layout, String[] paths) {
        byte[] data = new byte[DATA_BYTES];
        Meter start = Meter.now();
        for (String path : paths) {
            layout.setData(path, data);
        }
        report("setData", start, paths.length);
    }

    private static void measureCreateDelete(Layout layout, String[] paths) {
        byte[] data = new byte[DATA_BYTES];
        int count = paths.length / 2;
        String[] fresh = new String[count];
        for (int i = 0; i < count; i++) {
            fresh[i] = paths[i] + "x";
        }
        Meter start = Meter.now();
        for (String path : fresh) {
            layout.create(path, data);
            layout.delete(path);
        }
        report("create+delete", start, count);
    }

    /** As many writes as go, with the last states kept alive as a server keeps them. */
    private static void churn(Layout layout, String[] paths, int seconds) {
        Object[] kept = new Object[KEPT];
        byte[] data = new byte[DATA_BYTES];
        pauses = 0;
        pauseMillis = 0;
        pauseMillisMax = 0;
        long writes = 0;
        long longest = 0;
        long cpuStart = Meter.now().cpuNanos;
        long now = System.nanoTime();
        long end = now + seconds * 1_000_000_000L;
        while (now < end) {
            String path = paths[(int) (writes % paths.length)];
            if (writes % 4 == 3) {
                layout.create(path + "y", data);
                layout.delete(path + "y");
            } else {
                layout.setData(path, data);
            }
            kept[(int) (writes % KEPT)] = layout.state();
            writes++;
            long then = System.nanoTime();
            longest = Math.max(longest, then - now);
            now = then;
        }
        System.out.printf(
                Locale.ROOT,
                "churn %d s: %.0f ns/write, longest write %.1f ms, %d collections, %d ms in them, longest %d ms%n",
                seconds,
                (double) (Meter.now().cpuNanos - cpuStart) / writes,
                longest / 1e6,
                pauses,
                pauseMillis,
                pauseMillisMax);
    }

    /**
     * What this thread has used so far. Time on a processor says something on a busy machine too, and leaves out the collector.
     */
    private record Meter(long cpuNanos, long bytes) {
        static Meter now() {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            return new Meter(threads.getCurrentThreadCpuTime(), threads.getCurrentThreadAllocatedBytes());
        }
    }

    private static void report(String what, Meter start, int count) {
        Meter end = Meter.now();
        double nanos = (double) (end.cpuNanos - start.cpuNanos) / count;
        double bytes = (double) (end.bytes - start.bytes) / count;
        System.out.printf(Locale.ROOT, "%s %.0f ns/op, %.0f bytes/op%n", what, nanos, bytes);
    }

    /** What is alive, as the collector saw it last: room given to threads but not used does not count. */
    private static long usedBytes() {
        System.gc();
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                used += pool.getCollectionUsage().getUsed();
            }
        }
        return used;
    }

    private static String collector() {
        return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName();
    }

    private static void watchPauses() {
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) each)
                    .addNotificationListener(
                            (notification, handback) -> {
                                long millis = GarbageCollectionNotificationInfo.from(
                                                (CompositeData) notification.getUserData())
                                        .getGcInfo()
                                        .getDuration();
                                pauses++;
                                pauseMillis += millis;
                                pauseMillisMax = Math.max(pauseMillisMax, millis);
                            },
                            null,
                            null);
        }
    }

    private static final class TreeLayout implements Layout {
        private DataTree tree;
        private long zxid = 1;

        @Override
        public void load(int nodes, int perDir) {
            TreeBuilder builder = DataTree.builder(7, TreeOptions.DEFAULT);
            StatPersisted stat = new StatPersisted(1, 1, 1_700_000_000_000L, 1_700_000_000_000L, 0, 0, 0, 0, 1);
            builder.node("", null, AclList.OPEN, stat);
            byte[] data = new byte[DATA_BYTES];
            for (int i = 0; i < nodes; i++) {
                String path = path(i, perDir);
                if (i % perDir == 0) {
                    builder.node(PathRules.parent(path), data, AclList.OPEN, stat);
                }
                builder.node(path, data, AclList.OPEN, stat);
            }
            tree = builder.build(1);
        }

        @Override
        public Object find(String path) {
            return tree.find(path);
        }

        private TxnHeader header(int type) {
            zxid++;
            return new TxnHeader(1, 1, zxid, 1_700_000_000_000L + zxid, type);
        }

        @Override
        public void setData(String path, byte[] data) {
            tree = tree.apply(header(OpCode.SET_DATA), new SetDataTxn(path, data, 1))
                    .after();
        }

        @Override
        public void create(String path, byte[] data) {
            tree = tree.apply(header(OpCode.CREATE), new CreateTxn(path, data, Acl.OPEN, false, -1))
                    .after();
        }

        @Override
        public void delete(String path) {
            tree = tree.apply(header(OpCode.DELETE), new DeleteTxn(path)).after();
        }

        @Override
        public Object state() {
            return tree;
        }
    }

    /** One persistent map from path to node; a node has its data, stat, ACL and a persistent set of its children's names. */
    private static final class FlatLayout implements Layout {
        private record FlatNode(byte[] data, AclList acl, StatPersisted stat, PersistentSet<String> children) {}

        private final TrieKeys keys = new TrieKeys(7);
        private PersistentMap<String, FlatNode> map = PersistentMap.empty(keys.paths);
        private long zxid = 1;

        @Override
        public void load(int nodes, int perDir) {
            PersistentSet<String> none = PersistentSet.empty(keys.paths);
            PersistentSet<String> names = none;
            for (int i = 0; i < nodes; i++) {
                String path = path(i, perDir);
                StatPersisted stat = new StatPersisted(1, 1, 1_700_000_000_000L, 1_700_000_000_000L, 0, 0, 0, 0, 1);
                map = map.with(path, new FlatNode(new byte[DATA_BYTES], AclList.OPEN, stat, none));
                names = names.with(path.substring(path.lastIndexOf('/') + 1));
                if (i % perDir == perDir - 1) {
                    map = map.with(PathRules.parent(path), new FlatNode(new byte[0], AclList.OPEN, stat, names));
                    names = none;
                }
            }
        }

        @Override
        public Object find(String path) {
            return map.get(path);
        }

        @Override
        public void setData(String path, byte[] data) {
            FlatNode node = map.get(path);
            StatPersisted old = node.stat;
            zxid++;
            StatPersisted stat = new StatPersisted(
                    old.czxid(), zxid, old.ctime(), zxid, old.version() + 1, old.cversion(), 0, 0, old.pzxid());
            map = map.with(path, new FlatNode(data.clone(), node.acl, stat, node.children));
        }

        private void changeParent(String path, boolean added) {
            String parentPath = PathRules.parent(path);
            FlatNode parent = map.get(parentPath);
            String name = path.substring(path.lastIndexOf('/') + 1);
            PersistentSet<String> names = added ? parent.children.with(name) : parent.children.without(name);
            StatPersisted old = parent.stat;
            StatPersisted stat = new StatPersisted(
                    old.czxid(), old.mzxid(), old.ctime(), old.mtime(), 0, old.cversion() + 1, 0, 0, zxid);
            map = map.with(parentPath, new FlatNode(parent.data, parent.acl, stat, names));
        }

        @Override
        public void create(String path, byte[] data) {
            zxid++;
            StatPersisted stat = new StatPersisted(zxid, zxid, zxid, zxid, 0, 0, 0, 0, zxid);
            map = map.with(path, new FlatNode(data.clone(), AclList.OPEN, stat, PersistentSet.empty(keys.paths)));
            changeParent(path, true);
        }

        @Override
        public void delete(String path) {
            zxid++;
            map = map.without(path);
            changeParent(path, false);
        }

        @Override
        public Object state() {
            return map;
        }
    }
}

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Abortable;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.zookeeper.RecoverableZooKeeper;
import org.apache.hadoop.hbase.zookeeper.ZKListener;
import org.apache.hadoop.hbase.zookeeper.ZKUtil;
import org.apache.hadoop.hbase.zookeeper.ZKWatcher;
import org.apache.hadoop.hbase.zookeeper.ZNodePaths;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;

/** What masters and region servers of HBase do with ZooKeeper, with the classes that they use. */
public final class HBaseCoordination implements Abortable {
    private static final PrintStream OUT = System.out;

    private final ZKWatcher watcher;
    private final RecoverableZooKeeper zk;
    private volatile boolean aborted;

    private HBaseCoordination(String connect, String port, int sessionTimeoutMillis, String name) throws Exception {
        Configuration config = HBaseConfiguration.create();
        config.set("hbase.zookeeper.quorum", connect);
        config.set("hbase.zookeeper.property.clientPort", port);
        config.setInt("zookeeper.session.timeout", sessionTimeoutMillis);
        config.setInt("zookeeper.recovery.retry", 30);
        watcher = new ZKWatcher(config, name, this, true);
        zk = watcher.getRecoverableZooKeeper();
        watcher.registerListener(new Told(watcher));
    }

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        HBaseCoordination self = new HBaseCoordination(args[0], args[1], Integer.parseInt(args[2]), args[3]);
        OUT.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                OUT.println("= " + self.run(line.split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                OUT.println("! " + e);
            }
        }
        System.exit(0);
    }

    private String run(String[] words) throws Exception {
        String path = words.length > 1 ? ZNodePaths.joinZNode(watcher.getZNodePaths().baseZNode, words[1]) : null;
        return switch (words[0]) {
            case "create" -> {
                ZKUtil.createWithParents(watcher, path, words[2].getBytes(StandardCharsets.UTF_8));
                yield path;
            }
            case "ephemeral" -> Boolean.toString(ZKUtil.createEphemeralNodeAndWatch(
                    watcher, path, words[2].getBytes(StandardCharsets.UTF_8)));
            case "watch" -> Boolean.toString(ZKUtil.watchAndCheckExists(watcher, path));
            case "children" -> new TreeSet<>(ZKUtil.listChildrenAndWatchForNewChildren(watcher, path)).toString();
            case "get" -> new String(ZKUtil.getDataAndWatch(watcher, path), StandardCharsets.UTF_8);
            case "count" -> count(path, Integer.parseInt(words[2]));
            case "sequence" -> sequence(path, Integer.parseInt(words[2]));
            case "multi" -> {
                ZKUtil.multiOrSequential(
                        watcher,
                        List.of(
                                ZKUtil.ZKUtilOp.createAndFailSilent(path + "-a", new byte[0]),
                                ZKUtil.ZKUtilOp.createAndFailSilent(path + "-b", new byte[0])),
                        false);
                yield path;
            }
            case "aborted" -> Boolean.toString(aborted);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** Sets the next number again and again, each on the version read: one that is lost or done twice shows. */
    private String count(String path, int times) throws Exception {
        Stat acknowledged = new Stat();
        for (int i = 0; i < times; i++) {
            Stat stat = new Stat();
            String before = new String(plain(zk.getData(path, false, stat)), StandardCharsets.UTF_8);
            if (!before.equals(Integer.toString(i)) || stat.getVersion() < acknowledged.getVersion()) {
                return "after " + i + " times it is " + before + ", " + text(stat) + ", acknowledged was "
                        + text(acknowledged);
            }
            acknowledged = zk.setData(path, Integer.toString(i + 1).getBytes(StandardCharsets.UTF_8), stat.getVersion());
            if (i == times / 4) {
                OUT.println("* a quarter");
            }
        }
        return new String(ZKUtil.getData(watcher, path), StandardCharsets.UTF_8);
    }

    private static String text(Stat stat) {
        return "version " + stat.getVersion() + " of zxid 0x" + Long.toHexString(stat.getMzxid());
    }

    /** What the recoverable client puts before the data tells who wrote it. */
    private static byte[] plain(byte[] data) {
        return org.apache.hadoop.hbase.zookeeper.ZKMetadata.removeMetaData(data);
    }

    /** Sequential nodes, of which the recoverable client makes none twice: it finds the one that it has made by its name but for the number. */
    private String sequence(String path, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            zk.create(path + "/n" + i + "-", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
            if (i == times / 4) {
                OUT.println("* a quarter");
            }
        }
        return Integer.toString(ZKUtil.listChildrenNoWatch(watcher, path).size());
    }

    @Override
    public void abort(String why, Throwable cause) {
        aborted = true;
        OUT.println("* aborted: " + why);
    }

    @Override
    public boolean isAborted() {
        return aborted;
    }

    /** Tells what it is told. */
    private static final class Told extends ZKListener {
        Told(ZKWatcher watcher) {
            super(watcher);
        }

        @Override
        public void nodeCreated(String path) {
            OUT.println("* created " + path);
        }

        @Override
        public void nodeDeleted(String path) {
            OUT.println("* deleted " + path);
        }

        @Override
        public void nodeDataChanged(String path) {
            OUT.println("* changed " + path);
        }

        @Override
        public void nodeChildrenChanged(String path) {
            OUT.println("* children " + path);
        }
    }
}

package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A place in a line below a znode: a sequential ephemeral znode, named as the recipes of Apache Curator name theirs, {@code
 * _c_UUID-KIND0000000001}, so that programs with either stand in one line. The first in line has the lock, or leads. A place is
 * gone with its session.
 */
final class Place {
    /** Of Curator's InterProcessMutex. */
    static final String LOCK = "lock-";

    /** Of Curator's LeaderLatch. */
    static final String LATCH = "latch-";

    private static final int SLICE_MILLIS = 500;
    private static final int DIGITS = 10;

    private final BlockingZooKeeper session;
    private final String line;
    private final String kind;
    private final String node;

    private Place(BlockingZooKeeper session, String line, String kind, String node) {
        this.session = session;
        this.line = line;
        this.kind = kind;
        this.node = node;
    }

    /** Joins a line at its end; the line's znode is made, as a container, if it is not there. */
    static Place join(ZooKeeper zooKeeper, String line, String kind, byte[] data)
            throws KeeperException, InterruptedException {
        BlockingZooKeeper session = zooKeeper.blocking();
        makeContainers(session, line);
        String prefix = "_c_" + UUID.randomUUID() + "-" + kind;
        try {
            String node =
                    session.create(ZnodePath.child(line, prefix), data, Acls.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL);
            return new Place(session, line, kind, node);
        } catch (KeeperException e) {
            if (e.code() != ErrorCode.CONNECTION_LOSS) {
                throw e;
            }
            // Nobody can tell whether it was made: the name can. The session outlives the connection, and the znode it.
            for (String name : session.getChildren(line)) {
                if (name.startsWith(prefix)) {
                    return new Place(session, line, kind, ZnodePath.child(line, name));
                }
            }
            throw e;
        }
    }

    /** The names of those in line, the first first. */
    static List<String> standing(BlockingZooKeeper session, String line, String kind)
            throws KeeperException, InterruptedException {
        return session.getChildren(line).stream()
                .filter(name -> name.contains(kind) && name.length() > DIGITS)
                .sorted(Comparator.comparing(name -> name.substring(name.length() - DIGITS)))
                .toList();
    }

    /** The path of its znode. */
    String node() {
        return node;
    }

    /** Waits until it is the first, for so long at most. Returns whether it is. */
    boolean awaitFirst(long limitMillis) throws KeeperException, CommandException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            List<String> names = standing(session, line, kind);
            int at = names.indexOf(node.substring(node.lastIndexOf('/') + 1));
            if (at < 0) {
                throw new CommandException(node + " was deleted: somebody took the place away");
            }
            if (at == 0) {
                return true;
            }
            if (!awaitGone(ZnodePath.child(line, names.get(at - 1)), start, limitMillis)) {
                return false;
            }
        }
    }

    /** Gives the place up. */
    void leave() throws KeeperException, InterruptedException {
        try {
            session.delete(node, -1);
        } catch (KeeperException e) {
            // The end of the session ends the place, too.
            if (e.code() != ErrorCode.NO_NODE && e.code() != ErrorCode.SESSION_EXPIRED) {
                throw e;
            }
        }
    }

    private boolean awaitGone(String other, long start, long limitMillis)
            throws KeeperException, CommandException, InterruptedException {
        CountDownLatch changed = new CountDownLatch(1);
        try {
            session.getData(other, event -> changed.countDown());
        } catch (KeeperException e) {
            if (e.code() == ErrorCode.NO_NODE) {
                return true;
            }
            throw e;
        }
        while (!changed.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
            if (session.async().state().isFinal()) {
                throw new CommandException("the session is over, and with it the place " + node);
            }
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) > limitMillis) {
                return false;
            }
        }
        return true;
    }

    private static void makeContainers(BlockingZooKeeper session, String path)
            throws KeeperException, InterruptedException {
        if (session.exists(path).isPresent()) {
            return;
        }
        makeContainers(session, ZnodePath.parent(path));
        try {
            session.create(path, null, Acls.OPEN, CreateMode.CONTAINER);
        } catch (KeeperException e) {
            if (e.code() != ErrorCode.NODE_EXISTS) {
                throw e;
            }
        }
    }
}

package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The quotas that the servers keep below {@code /zookeeper/quota}: for a path, a znode of its limits and one that the servers count
 * in. There is at most one quota on the way from the root to any znode.
 */
final class Quotas {
    private static final String SYSTEM = "/zookeeper";
    private static final String ROOT = SYSTEM + "/quota";
    private static final String LIMITS = "zookeeper_limits";
    private static final String STATS = "zookeeper_stats";

    private final BlockingZooKeeper session;

    Quotas(BlockingZooKeeper session) {
        this.session = session;
    }

    /** Where the limits of a path are kept. */
    static String limitsPath(String path) {
        return ROOT + path + "/" + LIMITS;
    }

    /** The limits of a path; empty if it has no quota. */
    Optional<QuotaLimits> limits(String path) throws KeeperException, InterruptedException {
        return read(limitsPath(path));
    }

    /** What the servers have counted below a path, as soft limits; empty if it has no quota. */
    Optional<QuotaLimits> counted(String path) throws KeeperException, InterruptedException {
        return read(ROOT + path + "/" + STATS);
    }

    /** Sets one limit and leaves the others as they are. */
    void set(String path, QuotaLimits.Limit limit, long value)
            throws KeeperException, CommandException, InterruptedException {
        if (path.startsWith(ROOT)) {
            throw new CommandException("cannot set a quota under the path: " + ROOT);
        }
        ZnodePath.validate(path);
        if (path.equals("/")) {
            throw new CommandException("the root cannot have a quota");
        }
        if (session.exists(path).isEmpty()) {
            throw new CommandException(path + " does not exist.");
        }
        Optional<QuotaLimits> present = limits(path);
        if (present.isPresent()) {
            session.setData(limitsPath(path), bytes(present.get().with(limit, value)), -1);
            return;
        }
        checkNoneAbove(path);
        checkNoneBelow(ROOT + path, path);
        ensure(ROOT + path);
        // The limits first: with them the servers begin to count.
        session.create(
                limitsPath(path), bytes(QuotaLimits.none().with(limit, value)), Acls.OPEN, CreateMode.PERSISTENT);
        createIfAbsent(ROOT + path + "/" + STATS, QuotaLimits.none().soft().getBytes(StandardCharsets.UTF_8));
    }

    /** Takes one limit, or for null the whole quota, away. Returns whether there was a quota. */
    boolean delete(String path, QuotaLimits.Limit limit) throws KeeperException, InterruptedException {
        Optional<QuotaLimits> present = limits(path);
        if (present.isEmpty()) {
            return false;
        }
        if (limit != null) {
            session.setData(limitsPath(path), bytes(present.get().with(limit, QuotaLimits.NONE)), -1);
            return true;
        }
        deleteIfPresent(limitsPath(path));
        deleteIfPresent(ROOT + path + "/" + STATS);
        for (String each = ROOT + path; !each.equals(ROOT); each = ZnodePath.parent(each)) {
            if (!session.getChildren(each).isEmpty()) {
                break;
            }
            session.delete(each, -1);
        }
        return true;
    }

    private void checkNoneAbove(String path) throws KeeperException, CommandException, InterruptedException {
        for (String above = ZnodePath.parent(path); !above.equals("/"); above = ZnodePath.parent(above)) {
            if (limits(above).isPresent()) {
                throw new CommandException(path + " has a parent " + above + " which has a quota");
            }
        }
    }

    private void checkNoneBelow(String quotaPath, String path)
            throws KeeperException, CommandException, InterruptedException {
        if (session.exists(quotaPath).isEmpty()) {
            return;
        }
        for (String below : Subtree.read(session.async(), quotaPath, each -> {}).paths()) {
            if (below.endsWith("/" + LIMITS)) {
                String child = ZnodePath.parent(below).substring(ROOT.length());
                throw new CommandException(path + " has a child " + child + " which has a quota");
            }
        }
    }

    private void ensure(String path) throws KeeperException, InterruptedException {
        if (session.exists(path).isEmpty()) {
            ensure(ZnodePath.parent(path));
            createIfAbsent(path, null);
        }
    }

    private void createIfAbsent(String path, byte[] data) throws KeeperException, InterruptedException {
        try {
            session.create(path, data, Acls.OPEN, CreateMode.PERSISTENT);
        } catch (KeeperException e) {
            if (e.code() != ErrorCode.NODE_EXISTS) {
                throw e;
            }
        }
    }

    private void deleteIfPresent(String path) throws KeeperException, InterruptedException {
        try {
            session.delete(path, -1);
        } catch (KeeperException e) {
            if (e.code() != ErrorCode.NO_NODE) {
                throw e;
            }
        }
    }

    private Optional<QuotaLimits> read(String path) throws KeeperException, InterruptedException {
        try {
            byte[] data = session.getData(path).data();
            return Optional.of(QuotaLimits.parse(data == null ? "" : new String(data, StandardCharsets.UTF_8)));
        } catch (KeeperException e) {
            if (e.code() == ErrorCode.NO_NODE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static byte[] bytes(QuotaLimits limits) {
        return limits.toString().getBytes(StandardCharsets.UTF_8);
    }
}

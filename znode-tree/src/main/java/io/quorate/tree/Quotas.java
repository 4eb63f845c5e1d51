package io.quorate.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The quotas of a tree (spec: client-protocol §6.8). The quota of a path P is two nodes that clients create, {@code
 * /zookeeper/quota/P/zookeeper_limits} and {@code zookeeper_stats}. Nothing is kept up on writes: which node has a quota follows
 * from the limits nodes that are there, and its usage from the totals in the tree.
 */
final class Quotas {
    private static final String LIMITS_NAME = "zookeeper_limits";
    private static final String STATS_NAME = "zookeeper_stats";
    private static final String STATS_SUFFIX = "/" + STATS_NAME;
    private static final String PREFIX = FreshTree.QUOTA + "/";
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(US_ASCII);
    private static final byte[] STATS_SUFFIX_BYTES = STATS_SUFFIX.getBytes(US_ASCII);

    private Quotas() {}

    static boolean isStatsPath(String path) {
        return path.length() > PREFIX.length()
                && path.charAt(1) == 'z'
                && path.startsWith(PREFIX)
                && path.endsWith(STATS_SUFFIX);
    }

    static boolean isStats(byte[] path, int length) {
        int prefix = PREFIX_BYTES.length;
        int suffix = STATS_SUFFIX_BYTES.length;
        return length > prefix
                && path[1] == 'z'
                && Arrays.equals(path, 0, prefix, PREFIX_BYTES, 0, prefix)
                && Arrays.equals(path, length - suffix, length, STATS_SUFFIX_BYTES, 0, suffix);
    }

    /** A stats node with the usage that it stands for as its data. */
    static DataNode withUsage(DataTree tree, String path, DataNode node) {
        String subject = path.substring(FreshTree.QUOTA.length(), path.length() - STATS_SUFFIX.length());
        NodeStat stat = new NodeStat();
        stat.load(node.cell);
        return node.with(stat.pack(node.cell, usage(tree, subject).text().getBytes(US_ASCII)));
    }

    private static QuotaUsage usage(DataTree tree, String path) {
        DataNode node = PathWalk.find(tree.root, path, tree.keys.hash);
        return node == null ? new QuotaUsage(0, 0) : new QuotaUsage(1L + node.descendants(), node.subtreeDataBytes());
    }

    /** The quota of the deepest node at or above a path that has one, or null. */
    static Quota covering(DataTree tree, String path) {
        NameHash hash = tree.keys.hash;
        DataNode level = PathWalk.find(tree.root, FreshTree.QUOTA, hash);
        DataNode limits = null;
        int covered = 0;
        int from = 1;
        while (level != null && level.numChildren() > 0) {
            DataNode here = limitsOf(level, hash);
            if (here != null) {
                limits = here;
                covered = from - 1;
            }
            if (from > path.length()) {
                break;
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            level = PathWalk.findChild(level, path, from, to, hash);
            from = to + 1;
        }
        return limits == null ? null : quota(tree, path.substring(0, Math.min(covered, path.length())), limits);
    }

    /** The childless limits node below a node of the quota tree, or null. */
    private static DataNode limitsOf(DataNode level, NameHash hash) {
        DataNode limits = PathWalk.findChild(level, LIMITS_NAME, 0, LIMITS_NAME.length(), hash);
        return limits == null || limits.numChildren() > 0 ? null : limits;
    }

    private static Quota quota(DataTree tree, String path, DataNode limits) {
        return new Quota(path.isEmpty() ? "/" : path, QuotaLimits.parse(limits.data()), usage(tree, path));
    }

    static List<Quota> all(DataTree tree) {
        List<Quota> quotas = new ArrayList<>();
        DataNode top = PathWalk.find(tree.root, FreshTree.QUOTA, tree.keys.hash);
        if (top != null) {
            addQuota(tree, top, "", quotas);
            for (TreeCursor each = new TreeCursor(top, ""); each.next(); ) {
                addQuota(tree, each.node(), each.pathString(), quotas);
            }
            quotas.sort(Comparator.comparing(Quota::path));
        }
        return quotas;
    }

    private static void addQuota(DataTree tree, DataNode level, String path, List<Quota> quotas) {
        DataNode limits = limitsOf(level, tree.keys.hash);
        if (limits != null) {
            quotas.add(quota(tree, path, limits));
        }
    }
}

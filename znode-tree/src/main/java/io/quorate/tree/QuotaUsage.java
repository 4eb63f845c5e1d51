package io.quorate.tree;

/**
 * What a subtree holds.
 *
 * @param count of nodes, the topmost included
 * @param bytes of data, of the topmost too
 */
public record QuotaUsage(long count, long bytes) {
    /** The text kept in a {@code zookeeper_stats} node. */
    public String text() {
        return "count=" + count + ",bytes=" + bytes;
    }
}

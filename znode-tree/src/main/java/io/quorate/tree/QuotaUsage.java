package io.quorate.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * What a subtree holds.
 *
 * @param count of nodes, the topmost included
 * @param bytes of data, of the topmost too
 */
public record QuotaUsage(long count, long bytes) {
    /** So many digits always fit into a long. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    /** The text kept in a {@code zookeeper_stats} node. */
    public String text() {
        return "count=" + count + ",bytes=" + bytes;
    }

    /**
     * Whether a client may put this data into the node at a path: into a {@code zookeeper_stats} node only text whose fields all
     * have numbers. Other text ends any Apache server that applies it, at the next change below, and followers may be such.
     */
    public static boolean mayBeSet(String path, byte[] data) {
        return !Quotas.isStatsPath(path) || (data != null && areNumbers(new String(data, UTF_8)));
    }

    private static boolean areNumbers(String text) {
        for (String field : text.split("[,;]+", -1)) {
            String[] parts = field.split("=", -1);
            if (parts.length < 2 || !NUMBER.matcher(parts[1]).matches()) {
                return false;
            }
        }
        return true;
    }
}

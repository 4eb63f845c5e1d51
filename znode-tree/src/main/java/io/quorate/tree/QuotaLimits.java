package io.quorate.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The limits of a quota; -1 where there is none (spec: client-protocol §6.8).
 *
 * @param count soft limit of the number of nodes, which is only logged
 * @param bytes soft limit of the bytes of data, which is only logged
 * @param countHard limit of the number of nodes, which is enforced if the server enforces quotas
 * @param bytesHard likewise of the bytes of data
 */
public record QuotaLimits(long count, long bytes, long countHard, long bytesHard) {
    /** No limit at all. */
    public static final QuotaLimits NONE = new QuotaLimits(-1, -1, -1, -1);

    /** The limits in the data of a {@code zookeeper_limits} node. What is missing or no number is -1; null data has no limits. */
    public static QuotaLimits parse(byte[] data) {
        if (data == null) {
            return NONE;
        }
        long count = -1;
        long bytes = -1;
        long countHard = -1;
        long bytesHard = -1;
        for (String field : new String(data, UTF_8).split("[,;]+", -1)) {
            String[] parts = field.split("=", -1);
            long value = parts.length < 2 ? -1 : number(parts[1]);
            switch (parts[0]) {
                case "count" -> count = value;
                case "bytes" -> bytes = value;
                case "countHardLimit" -> countHard = value;
                case "byteHardLimit" -> bytesHard = value;
                default -> {}
            }
        }
        return new QuotaLimits(count, bytes, countHard, bytesHard);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}

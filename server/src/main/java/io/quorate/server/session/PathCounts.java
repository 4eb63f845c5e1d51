package io.quorate.server.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often clients asked for which path of late, counted for some of the requests. What is counted is kept in slots of time, of which
 * the oldest is forgotten when there are too many. Belongs to its loop.
 */
public final class PathCounts {
    /** Names are clients' to invent: a slot knows no more of them. */
    static final int PATHS_PER_SLOT_MAX = 10_000;

    private final Options options;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private final int every;
    private int skipped;

    /**
     * What is kept.
     *
     * @param slots how many
     * @param slotNanos how long each is
     * @param maxDepth longer paths count as their first names
     * @param sampleRate the share of requests that count, above 0 and at most 1
     */
    public record Options(int slots, long slotNanos, int maxDepth, double sampleRate) {}

    /** What was asked for. */
    public record Asked(int opCode, String path) {}

    private static final class Slot {
        private final long beginNanos;
        private final Map<Asked, int[]> counts = new HashMap<>();

        Slot(long beginNanos) {
            this.beginNanos = beginNanos;
        }
    }

    public PathCounts(Options options) {
        this.options = options;
        this.every = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(1 / options.sampleRate())));
    }

    void count(int opCode, String path, long nowNanos) {
        if (++skipped < every || path == null) {
            return;
        }
        skipped = 0;
        Map<Asked, int[]> counts = slotAt(nowNanos).counts;
        Asked asked = new Asked(opCode, cut(path));
        int[] count = counts.get(asked);
        if (count != null) {
            count[0]++;
        } else if (counts.size() < PATHS_PER_SLOT_MAX) {
            counts.put(asked, new int[] {1});
        }
    }

    private Slot slotAt(long nowNanos) {
        Slot newest = slots.peekLast();
        if (newest == null || nowNanos - newest.beginNanos >= options.slotNanos()) {
            newest = new Slot(nowNanos);
            slots.addLast(newest);
        }
        forget(nowNanos);
        return newest;
    }

    private void forget(long nowNanos) {
        while (!slots.isEmpty()
                && (slots.size() > options.slots()
                        || nowNanos - slots.peekFirst().beginNanos > options.slots() * options.slotNanos())) {
            slots.removeFirst();
        }
    }

    private String cut(String path) {
        int end = 0;
        for (int depth = 0; depth < options.maxDepth(); depth++) {
            end = path.indexOf('/', end + 1);
            if (end < 0) {
                return path;
            }
        }
        return path.substring(0, end);
    }

    /** What was counted in the time that is kept, scaled up to all requests. */
    public Map<Asked, Long> recent(long nowNanos) {
        forget(nowNanos);
        Map<Asked, Long> sums = new HashMap<>();
        for (Slot slot : slots) {
            slot.counts.forEach((asked, count) -> sums.merge(asked, (long) count[0] * every, Long::sum));
        }
        return sums;
    }

    /** The most frequent paths of each operation, the most frequent first: operation, then path and count. */
    public static Map<Integer, Map<String, Long>> top(Map<Asked, Long> counts, int topMax) {
        Map<Integer, Map<String, Long>> top = new TreeMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Asked, Long>comparingByValue().reversed().thenComparing(each -> each.getKey()
                        .path()))
                .forEach(each -> {
                    Map<String, Long> paths =
                            top.computeIfAbsent(each.getKey().opCode(), first -> new java.util.LinkedHashMap<>());
                    if (paths.size() < topMax) {
                        paths.put(each.getKey().path(), each.getValue());
                    }
                });
        return top;
    }
}

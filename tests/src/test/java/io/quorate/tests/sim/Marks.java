package io.quorate.tests.sim;

import java.util.EnumMap;
import java.util.Map;

/** How often each {@link Mark} was reached. */
public final class Marks {
    private final Map<Mark, Long> counts = new EnumMap<>(Mark.class);

    void hit(Mark mark) {
        counts.merge(mark, 1L, Long::sum);
    }

    void hit(Mark mark, long times) {
        if (times > 0) {
            counts.merge(mark, times, Long::sum);
        }
    }

    public long count(Mark mark) {
        return counts.getOrDefault(mark, 0L);
    }

    void add(Marks other) {
        other.counts.forEach((mark, count) -> counts.merge(mark, count, Long::sum));
    }

    /** One line a mark, those never reached at the end. */
    String toText() {
        StringBuilder text = new StringBuilder();
        StringBuilder never = new StringBuilder();
        for (Mark mark : Mark.values()) {
            if (counts.containsKey(mark)) {
                text.append(String.format("%12d  %s%n", counts.get(mark), mark));
            } else {
                never.append(String.format("%12s  %s%n", "never", mark));
            }
        }
        return text.append(never).toString();
    }
}

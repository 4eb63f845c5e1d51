package io.quorate.tests.differential;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The lines of a step that ended a session, with the events for its ephemerals, which come in any order, sorted. */
final class EventRuns {
    private EventRuns() {}

    static List<String> sorted(List<String> lines) {
        List<String> result = new ArrayList<>(lines);
        int start = 0;
        while (start < result.size()) {
            int end = start + 1;
            while (end < result.size()
                    && !run(result.get(start)).isEmpty()
                    && run(result.get(start)).equals(run(result.get(end)))) {
                end++;
            }
            result.subList(start, end).sort(Comparator.naturalOrder());
            start = end;
        }
        return result;
    }

    /** Who was told, and for which zxid; empty for lines that are not events. */
    private static String run(String line) {
        String[] words = line.split(" ", 5);
        return words.length == 5 && words[1].equals("event") ? words[0] + words[3] : "";
    }
}

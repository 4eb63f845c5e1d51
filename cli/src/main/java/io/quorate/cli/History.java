package io.quorate.cli;

import java.util.ArrayList;
import java.util.List;

/** The lines done so far, numbered from 0. The oldest are forgotten. */
final class History {
    private static final int LINES_KEPT = 10_000;
    private static final int LINES_SHOWN = 11;

    private final List<String> lines = new ArrayList<>();
    private int forgotten;

    void add(String line) {
        lines.add(line);
        if (lines.size() > LINES_KEPT) {
            lines.remove(0);
            forgotten++;
        }
    }

    /** The number of the next line. */
    int size() {
        return forgotten + lines.size();
    }

    /** The line with a number; null if there is none. */
    String line(int number) {
        int at = number - forgotten;
        return at < 0 || at >= lines.size() ? null : lines.get(at);
    }

    /** Puts another line in the place of the last one. */
    void replaceLast(String line) {
        lines.set(lines.size() - 1, line);
    }

    /** The last lines with their numbers. */
    List<String> latest() {
        List<String> latest = new ArrayList<>();
        for (int number = Math.max(forgotten, size() - LINES_SHOWN); number < size(); number++) {
            latest.add(number + " - " + line(number));
        }
        return latest;
    }
}

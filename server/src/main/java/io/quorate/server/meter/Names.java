package io.quorate.server.meter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Histograms by name, the first name of a path or another. Looking one up makes no garbage. There is no end to the names that clients
 * may invent: those that come when there are too many already are not counted.
 */
public final class Names {
    static final int NAMES_MAX = 1000;

    private static final int FIRST_SLOTS = 16;
    private static final int NONE = -1;

    private String[] names = new String[FIRST_SLOTS];
    private Histogram[] histograms = new Histogram[FIRST_SLOTS];
    private int size;
    /** The one that was found last by a path, which mostly is the next one, too; to look it up costs as much as all else. */
    private String last = "/";

    private Histogram lastHistogram;

    /** Takes a value for the first name of a path; none if the path is the root or there are too many names. */
    public void record(String path, long value) {
        int lastEnd = 1 + last.length();
        int length = path.length();
        if ((length == lastEnd || (length > lastEnd && path.charAt(lastEnd) == '/')) && path.startsWith(last, 1)) {
            lastHistogram.record(value);
            return;
        }
        int end = path.indexOf('/', 1);
        int slot = find(path, 1, end < 0 ? length : end);
        if (slot != NONE) {
            last = names[slot];
            lastHistogram = histograms[slot];
            lastHistogram.record(value);
        }
    }

    /** Where values of a name go; null if there are too many names. */
    public Histogram of(String name) {
        int slot = find(name, 0, name.length());
        return slot == NONE ? null : histograms[slot];
    }

    private int find(String text, int begin, int end) {
        if (begin >= end) {
            return NONE;
        }
        int slot = slotOf(text, begin, end);
        if (names[slot] == null) {
            if (size == NAMES_MAX) {
                return NONE;
            }
            if (2 * ++size > names.length) {
                grow();
                slot = slotOf(text, begin, end);
            }
            names[slot] = text.substring(begin, end);
            histograms[slot] = new Histogram();
        }
        return slot;
    }

    /** The slot of a name, or the free one where it belongs. */
    private int slotOf(String text, int begin, int end) {
        int hash = 0;
        for (int i = begin; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int mask = names.length - 1;
        int slot = (hash ^ hash >>> 16) & mask;
        while (names[slot] != null && (names[slot].length() != end - begin || !text.startsWith(names[slot], begin))) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        String[] oldNames = names;
        Histogram[] oldHistograms = histograms;
        names = new String[2 * oldNames.length];
        histograms = new Histogram[names.length];
        for (int i = 0; i < oldNames.length; i++) {
            if (oldNames[i] != null) {
                int slot = slotOf(oldNames[i], 0, oldNames[i].length());
                names[slot] = oldNames[i];
                histograms[slot] = oldHistograms[i];
            }
        }
    }

    /** A copy that may leave the thread. */
    Map<String, Histogram.Snapshot> snapshot() {
        Map<String, Histogram.Snapshot> copy = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (names[i] != null) {
                copy.put(names[i], histograms[i].snapshot());
            }
        }
        return copy;
    }
}

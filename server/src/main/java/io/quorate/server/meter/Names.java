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

    private String[] names = new String[FIRST_SLOTS];
    private Histogram[] histograms = new Histogram[FIRST_SLOTS];
    private int size;

    /** Takes a value for the first name of a path; none if the path is the root or there are too many names. */
    public void record(String path, long value) {
        int end = path.indexOf('/', 1);
        Histogram histogram = find(path, 1, end < 0 ? path.length() : end);
        if (histogram != null) {
            histogram.record(value);
        }
    }

    /** Where values of a name go; null if there are too many names. */
    public Histogram of(String name) {
        return find(name, 0, name.length());
    }

    private Histogram find(String text, int begin, int end) {
        if (begin >= end) {
            return null;
        }
        int slot = slotOf(text, begin, end);
        if (names[slot] == null) {
            if (size == NAMES_MAX) {
                return null;
            }
            if (2 * ++size > names.length) {
                grow();
                slot = slotOf(text, begin, end);
            }
            names[slot] = text.substring(begin, end);
            histograms[slot] = new Histogram();
        }
        return histograms[slot];
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

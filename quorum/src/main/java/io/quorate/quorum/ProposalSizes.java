package io.quorate.quorum;

/** How many proposals there were, and the last, smallest and largest, bytes; -1 before the first. */
final class ProposalSizes {
    private int last = -1;
    private int min = -1;
    private int max = -1;
    private long count;

    void add(int sizeBytes) {
        count++;
        last = sizeBytes;
        min = min < 0 ? sizeBytes : Math.min(min, sizeBytes);
        max = Math.max(max, sizeBytes);
    }

    long count() {
        return count;
    }

    int last() {
        return last;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }
}

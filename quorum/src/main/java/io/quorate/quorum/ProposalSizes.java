package io.quorate.quorum;

/** The last, smallest and largest proposal so far, bytes; -1 before the first. */
final class ProposalSizes {
    private int last = -1;
    private int min = -1;
    private int max = -1;

    void add(int sizeBytes) {
        last = sizeBytes;
        min = min < 0 ? sizeBytes : Math.min(min, sizeBytes);
        max = Math.max(max, sizeBytes);
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

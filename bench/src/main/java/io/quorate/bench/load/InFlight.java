package io.quorate.bench.load;

/**
 * The requests of one session that wait for their replies, oldest first: since when, and how long the reply's body
 * should be. A growing ring, so that an open loop can run far ahead of a slow server.
 */
final class InFlight {
    private long[] startNanos = new long[64];
    private int[] bodyBytes = new int[64];
    private int head;
    private int size;

    void add(long start, int expectedBodyBytes) {
        if (size == startNanos.length) {
            grow();
        }
        int at = (head + size) & (startNanos.length - 1);
        startNanos[at] = start;
        bodyBytes[at] = expectedBodyBytes;
        size++;
    }

    int size() {
        return size;
    }

    /** When the oldest request was due. */
    long oldestStartNanos() {
        return startNanos[head];
    }

    /** The body length expected in the oldest request's reply. */
    int oldestBodyBytes() {
        return bodyBytes[head];
    }

    void removeOldest() {
        head = (head + 1) & (startNanos.length - 1);
        size--;
    }

    private void grow() {
        int capacity = startNanos.length;
        long[] moreStarts = new long[capacity * 2];
        int[] moreBytes = new int[capacity * 2];
        for (int i = 0; i < size; i++) {
            moreStarts[i] = startNanos[(head + i) & (capacity - 1)];
            moreBytes[i] = bodyBytes[(head + i) & (capacity - 1)];
        }
        startNanos = moreStarts;
        bodyBytes = moreBytes;
        head = 0;
    }
}

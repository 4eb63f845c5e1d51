package io.quorate.election;

import java.util.ArrayList;
import java.util.List;

/**
 * Every sequence of choices, one after the other: a run asks {@link #choose} as often as it likes, and the next run takes the next
 * branch at the last point where one is left.
 */
final class AllOrders {
    private final List<Integer> chosen = new ArrayList<>();
    private final List<Integer> bounds = new ArrayList<>();
    private int position;
    /** How many choices of this run repeat those of the one before, but for the last of them. */
    private int repeated;

    /** One of 0 to {@code bound - 1}. */
    int choose(int bound) {
        if (position == chosen.size()) {
            chosen.add(0);
            bounds.add(bound);
        }
        if (bounds.get(position) != bound) {
            throw new IllegalStateException("choice " + position + " of " + bound + " (expected: of "
                    + bounds.get(position) + "); the run is not deterministic");
        }
        return chosen.get(position++);
    }

    /** Whether this run has taken a branch of its own. */
    boolean isFresh() {
        return position >= repeated;
    }

    /** Prepares the next run; false if all have been. */
    boolean next() {
        position = 0;
        for (int last = chosen.size() - 1; last >= 0; last--) {
            if (chosen.get(last) + 1 < bounds.get(last)) {
                chosen.set(last, chosen.get(last) + 1);
                repeated = last + 1;
                return true;
            }
            chosen.remove(last);
            bounds.remove(last);
        }
        return false;
    }

    @Override
    public String toString() {
        return chosen.toString();
    }
}

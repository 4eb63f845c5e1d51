package io.quorate.tests.sim;

import java.util.PriorityQueue;

/** The only clock and the only thread: events in the order of their virtual times, and of their making if these are equal. */
final class Scheduler {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long made;
    private long done;

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    /** Virtual time since the start, ns. */
    long now() {
        return now;
    }

    /** How many events have been run. */
    long done() {
        return done;
    }

    /** Has something done at a time, or as soon as possible if that has passed. */
    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), made++, action));
    }

    /** Has something done after so many ns. */
    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Runs the next event if it is not later than a time; else moves the clock there and says false. */
    boolean step(long until) {
        Event next = events.peek();
        if (next == null || next.at > until) {
            now = Math.max(now, until);
            return false;
        }
        events.poll();
        now = next.at;
        done++;
        next.action.run();
        return true;
    }
}

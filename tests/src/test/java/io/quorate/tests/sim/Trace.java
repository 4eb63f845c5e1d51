package io.quorate.tests.sim;

import java.io.PrintStream;
import java.util.function.Supplier;

/** What happened, as one line an event for people, and as one number for the comparison of two runs. */
final class Trace {
    /** What a line is about; the letter in the trace. */
    enum Kind {
        LIFE('*', "a process starts, dies, or is told something for its log"),
        FAULT('!', "something is made to go wrong, or is mended"),
        ELECTION('e', "a notification arrives"),
        PACKET('p', "a packet between leader and learner arrives"),
        LINK('-', "a connection is made or ends"),
        DISK('d', "the log thread has done something durably"),
        ROLE('=', "a server begins or ceases to serve"),
        COMMIT('c', "a server publishes committed transactions"),
        CLIENT('q', "a client sends, or is answered"),
        WATCH('w', "a client is told of a change"),
        CHECK('#', "the simulation itself: phases and checks");

        final char letter;
        final String legend;

        Kind(char letter, String legend) {
            this.letter = letter;
            this.legend = legend;
        }
    }

    private static final long PRIME = 0x100000001b3L;

    private final Scheduler scheduler;
    private final PrintStream out;
    private long hash = 0xcbf29ce484222325L;

    /** @param out where lines go; null for nowhere */
    Trace(Scheduler scheduler, PrintStream out) {
        this.scheduler = scheduler;
        this.out = out;
    }

    /**
     * Notes an event.
     *
     * @param who the server's sid, or the client's number from 1000 on; 0 for the simulation
     * @param what a number that would differ if the event did
     */
    void event(Kind kind, long who, long what, Supplier<String> text) {
        mix(scheduler.now());
        mix(kind.letter * 1_000_003L + who);
        mix(what);
        if (out != null) {
            out.printf("%12.6f %4d %c %s%n", scheduler.now() / 1e9, who, kind.letter, text.get());
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }

    /** The same for two runs if, and hardly otherwise than if, the same happened in them. */
    long hash() {
        return hash;
    }

    static String legend() {
        StringBuilder text = new StringBuilder("seconds, server (clients from 1000 on), kind, what:\n");
        for (Kind kind : Kind.values()) {
            text.append("  ")
                    .append(kind.letter)
                    .append("  ")
                    .append(kind.legend)
                    .append('\n');
        }
        return text.toString();
    }
}

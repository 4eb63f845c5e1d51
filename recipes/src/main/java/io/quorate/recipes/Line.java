package io.quorate.recipes;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may go when, in a line of znodes: looks at names and decides, and does nothing. One that has to wait is told the only
 * znode whose end can change that, so that a release wakes at most one that waits for its turn.
 */
final class Line {
    static final String LOCK = "lock-";
    static final String READ = "__READ__";
    static final String WRITE = "__WRIT__";
    static final String LEASE = "lease-";
    static final String LATCH = "latch-";
    static final String MEMBER = "member-";

    /** Every kind that a rule has to see; sorts and filters what is in the parent. */
    interface Rule {
        /** The names that stand in this line. */
        List<String> kinds();

        /** What the znode with this name, which is in the line, has to wait for. */
        Turn turn(List<SequencedName> line, SequencedName me);
    }

    /** Whether it is one's turn. */
    sealed interface Turn {
        record Now() implements Turn {}

        /** When the znode with this name has gone, ask again. */
        record After(String name) implements Turn {}

        /** When any znode of the line has gone, ask again. */
        record AfterAny() implements Turn {}
    }

    private record Exclusive(String kind) implements Rule {
        @Override
        public List<String> kinds() {
            return List.of(kind);
        }

        @Override
        public Turn turn(List<SequencedName> line, SequencedName me) {
            return after(predecessor(line, me, each -> true));
        }
    }

    private record ReadWrite(boolean writes) implements Rule {
        @Override
        public List<String> kinds() {
            return List.of(READ, WRITE);
        }

        /**
         * A writer waits for whoever is in front of it, a reader for the last writer in front of it. A reader that has the number
         * of a writer was made by that writer, and does not wait for it.
         */
        @Override
        public Turn turn(List<SequencedName> line, SequencedName me) {
            return after(predecessor(
                    line,
                    me,
                    each -> each.sequence() != me.sequence()
                            && (writes || each.kind().equals(WRITE))));
        }
    }

    private record Leases(int max) implements Rule {
        @Override
        public List<String> kinds() {
            return List.of(LEASE);
        }

        @Override
        public Turn turn(List<SequencedName> line, SequencedName me) {
            return line.size() <= max ? new Turn.Now() : new Turn.AfterAny();
        }
    }

    private Line() {}

    /** One at a time. */
    static Rule exclusive(String kind) {
        return new Exclusive(kind);
    }

    static Rule reader() {
        return new ReadWrite(false);
    }

    static Rule writer() {
        return new ReadWrite(true);
    }

    /** So many at a time. Whoever asks must be alone in asking. */
    static Rule leases(int max) {
        return new Leases(max);
    }

    private static Turn after(Optional<SequencedName> blocker) {
        return blocker.<Turn>map(each -> new Turn.After(each.name())).orElseGet(Turn.Now::new);
    }

    private static Optional<SequencedName> predecessor(
            List<SequencedName> line, SequencedName me, Predicate<SequencedName> matters) {
        SequencedName last = null;
        for (SequencedName each : line) {
            if (SequencedName.IN_LINE.compare(each, me) >= 0) {
                break;
            }
            if (matters.test(each)) {
                last = each;
            }
        }
        return Optional.ofNullable(last);
    }
}

package io.quorate.tests.sim.check;

import io.quorate.tests.sim.check.ZnodeOp.Outcome;
import io.quorate.tests.sim.check.ZnodeOp.Versioned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Says whether the operations of a history on one znode can be put into an order that a single copy of it would give the same
 * answers in, no operation moving out of the time between its request and its answer.
 *
 * <p>The search is that of Wing and Gong, with Lowe's memory of the states that led nowhere: take some operation that began
 * before any untaken one has ended, see whether the znode would have answered so, go on; when stuck, take the last one back. An
 * operation without answer may be taken at any time, or never.
 */
public final class Linearizability {
    /** Where a search gives up: a history this tangled says nothing. */
    private static final int STEPS_MAX = 2_000_000;

    private final List<ZnodeOp> ops;
    private final Set<Position> seen = new HashSet<>();
    private int longest = -1;
    private List<ZnodeOp> longestOrder = List.of();

    /** What is known of a history. */
    public enum Verdict {
        LINEARIZABLE,
        VIOLATED,
        UNDECIDED
    }

    /**
     * A verdict and, if it is bad, how far an order could be found.
     *
     * @param explanation for people; empty if the history is linearizable
     */
    public record Result(Verdict verdict, String explanation) {}

    private record Position(BitSet taken, Versioned state) {}

    /** One choice of the search. */
    private record Step(int op, Versioned before) {}

    private Linearizability(List<ZnodeOp> history) {
        ops = new ArrayList<>(history);
        ops.sort(Comparator.comparingLong(ZnodeOp::invoked));
    }

    /** Judges the operations on one znode, which does not exist before the first of them. */
    public static Result check(List<ZnodeOp> history) {
        return new Linearizability(history).search();
    }

    private Result search() {
        BitSet taken = new BitSet(ops.size());
        ArrayDeque<Step> path = new ArrayDeque<>();
        Versioned state = null;
        int from = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            if (allAnsweredTaken(taken)) {
                return new Result(Verdict.LINEARIZABLE, "");
            }
            int next = nextCandidate(taken, state, from);
            if (next >= 0) {
                path.push(new Step(next, state));
                taken.set(next);
                state = after(ops.get(next), state);
                remember(path);
                from = 0;
            } else if (path.isEmpty()) {
                return new Result(Verdict.VIOLATED, explain());
            } else {
                Step last = path.pop();
                taken.clear(last.op);
                state = last.before;
                from = last.op + 1;
            }
        }
        return new Result(Verdict.UNDECIDED, "gave up after " + STEPS_MAX + " steps on " + ops.size() + " operations");
    }

    private boolean allAnsweredTaken(BitSet taken) {
        for (int i = 0; i < ops.size(); i++) {
            if (!taken.get(i) && !ops.get(i).isUnknown()) {
                return false;
            }
        }
        return true;
    }

    /** The first operation from an index on that may come next and leads to a position not seen before; -1 if there is none. */
    private int nextCandidate(BitSet taken, Versioned state, int from) {
        long bound = firstAnswer(taken);
        for (int i = taken.nextClearBit(from); i < ops.size(); i = taken.nextClearBit(i + 1)) {
            ZnodeOp op = ops.get(i);
            if (op.invoked() > bound) {
                return -1;
            }
            if (isPossible(op, state)) {
                BitSet then = (BitSet) taken.clone();
                then.set(i);
                if (seen.add(new Position(then, after(op, state)))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** When the first operation that is not taken was answered: what began later cannot come before it. */
    private long firstAnswer(BitSet taken) {
        long first = ZnodeOp.NEVER;
        for (int i = taken.nextClearBit(0); i < ops.size(); i = taken.nextClearBit(i + 1)) {
            first = Math.min(first, ops.get(i).completed());
        }
        return first;
    }

    private static boolean isPossible(ZnodeOp op, Versioned state) {
        if (op.isUnknown()) {
            // An unanswered one that changes nothing need not be taken.
            return outcome(op, state) == Outcome.DONE;
        }
        return outcome(op, state) == op.outcome()
                && (op.kind() != ZnodeOp.Kind.READ || Objects.equals(op.read(), state));
    }

    /** What a znode in this state answers; null stands for none. */
    private static Outcome outcome(ZnodeOp op, Versioned state) {
        if (op.kind() == ZnodeOp.Kind.CREATE) {
            return state == null ? Outcome.DONE : Outcome.NODE_EXISTS;
        }
        if (state == null) {
            return Outcome.NO_NODE;
        }
        boolean versionFits = op.expectedVersion() < 0 || op.expectedVersion() == state.version();
        return op.kind() == ZnodeOp.Kind.READ || versionFits ? Outcome.DONE : Outcome.BAD_VERSION;
    }

    private static Versioned after(ZnodeOp op, Versioned state) {
        if (outcome(op, state) != Outcome.DONE) {
            return state;
        }
        return switch (op.kind()) {
            case CREATE -> new Versioned(op.value(), 0);
            case SET -> new Versioned(op.value(), state.version() + 1);
            case DELETE -> null;
            case READ -> state;
        };
    }

    private void remember(ArrayDeque<Step> path) {
        if (path.size() > longest) {
            longest = path.size();
            List<ZnodeOp> order = new ArrayList<>();
            path.descendingIterator().forEachRemaining(step -> order.add(ops.get(step.op)));
            longestOrder = order;
        }
    }

    private String explain() {
        StringBuilder text = new StringBuilder("the longest order that can be found is\n");
        longestOrder.stream()
                .skip(Math.max(0, longestOrder.size() - 12))
                .forEach(op -> text.append("  ").append(op).append('\n'));
        text.append("after which none of these fits\n");
        ops.stream().filter(op -> !longestOrder.contains(op)).limit(12).forEach(op -> text.append("  ")
                .append(op)
                .append('\n'));
        return text.toString();
    }
}

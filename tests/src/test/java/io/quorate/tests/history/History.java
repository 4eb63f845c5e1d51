package io.quorate.tests.history;

import io.quorate.tests.sim.check.Linearizability;
import io.quorate.tests.sim.check.Linearizability.Verdict;
import io.quorate.tests.sim.check.ZnodeOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that clients did to some znodes, each znode by itself. Thread-safe. */
final class History {
    private final Map<String, List<ZnodeOp>> ops = new TreeMap<>();

    /**
     * What came out.
     *
     * @param violations one text for each znode whose history no order explains
     * @param undecided znodes whose history was too tangled
     */
    record Judgement(List<String> violations, List<String> undecided) {}

    synchronized void add(String path, ZnodeOp op) {
        ops.computeIfAbsent(path, key -> new ArrayList<>()).add(op);
    }

    synchronized int size() {
        return ops.values().stream().mapToInt(List::size).sum();
    }

    synchronized int count(ZnodeOp.Outcome outcome) {
        return (int) ops.values().stream()
                .flatMap(List::stream)
                .filter(op -> op.outcome() == outcome)
                .count();
    }

    synchronized int znodes() {
        return ops.size();
    }

    synchronized Judgement judge() {
        List<String> violations = new ArrayList<>();
        List<String> undecided = new ArrayList<>();
        ops.forEach((path, history) -> {
            Linearizability.Result result = Linearizability.check(history);
            if (result.verdict() == Verdict.VIOLATED) {
                violations.add(path + ": " + result.explanation());
            } else if (result.verdict() == Verdict.UNDECIDED) {
                undecided.add(path + ": " + result.explanation());
            }
        });
        return new Judgement(violations, undecided);
    }

    /** The same history, but for one read, which found what nobody wrote. */
    synchronized History falsified() {
        History copy = new History();
        boolean done = false;
        for (Map.Entry<String, List<ZnodeOp>> each : ops.entrySet()) {
            List<ZnodeOp> history = new ArrayList<>(each.getValue());
            for (int at = history.size() - 1; at >= 0 && !done; at--) {
                ZnodeOp op = history.get(at);
                if (op.kind() == ZnodeOp.Kind.READ && op.read() != null) {
                    history.set(at, withValue(op, -1));
                    done = true;
                }
            }
            copy.ops.put(each.getKey(), history);
        }
        return copy;
    }

    private static ZnodeOp withValue(ZnodeOp op, int value) {
        return new ZnodeOp(
                op.client(),
                op.kind(),
                op.value(),
                op.expectedVersion(),
                op.outcome(),
                new ZnodeOp.Versioned(value, op.read().version()),
                op.invoked(),
                op.completed());
    }
}

package io.quorate.bench.compare;

import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Shape;
import io.quorate.bench.load.Workload;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A named load of the comparison.
 *
 * @param name as the command line and the tables use it
 * @param atFloor whether the floor server can answer it
 */
public record Scenario(String name, String description, Workload workload, Shape shape, boolean atFloor) {
    private static final int SIZE_BYTES = 100;
    private static final int KEYS = 1000;
    private static final int OPEN_RATE = 1000;

    /** Every scenario, in the order in which they run. */
    public static List<Scenario> all() {
        Workload set = Workload.of(Op.SET, SIZE_BYTES, KEYS);
        Workload get = Workload.of(Op.GET, SIZE_BYTES, KEYS);
        Workload mixed = Workload.of(Op.MIXED, SIZE_BYTES, KEYS);
        Workload churn = Workload.of(Op.CHURN, SIZE_BYTES, KEYS).under("/quorate-churn");
        return List.of(
                new Scenario("set-8x64", "setData, pipelined", set, Shape.closed(8, 64), true),
                new Scenario("get-8x64", "getData, pipelined", get, Shape.closed(8, 64), true),
                new Scenario("mixed-8x64", "90 % getData, 10 % setData, pipelined", mixed, Shape.closed(8, 64), false),
                new Scenario("churn-8x64", "create and delete in turn, pipelined", churn, Shape.closed(8, 64), false),
                new Scenario("multi-8x8", "multi of ten setData", set.inMultis(10), Shape.closed(8, 8), false),
                new Scenario("set-8x1", "setData, one at a time", set, Shape.closed(8, 1), true),
                new Scenario("get-8x1", "getData, one at a time", get, Shape.closed(8, 1), true),
                new Scenario("set-1x1", "setData, one session, one at a time", set, Shape.closed(1, 1), true),
                new Scenario("get-1x1", "getData, one session, one at a time", get, Shape.closed(1, 1), true),
                new Scenario(
                        "set-open",
                        "setData, open loop, " + OPEN_RATE + "/s; latency from the due time",
                        set,
                        Shape.open(8, OPEN_RATE),
                        true),
                new Scenario(
                        "get-open",
                        "getData, open loop, " + OPEN_RATE + "/s; latency from the due time",
                        get,
                        Shape.open(8, OPEN_RATE),
                        true));
    }

    /** The load that brings a fresh server to working temperature; nothing is read from it. */
    static Scenario warmUp() {
        Workload half = new Workload(Op.MIXED, SIZE_BYTES, KEYS, 50, 0, "/quorate-bench", 1);
        return new Scenario("warm-up", "half setData, half getData", half, Shape.closed(8, 64), true);
    }

    /** Creates {@code znodes} znodes of 100 bytes and ends. */
    static Scenario fill(int znodes) {
        Workload create = Workload.of(Op.CREATE, SIZE_BYTES, znodes).under("/quorate-fill");
        return new Scenario("fill", "create of " + znodes + " znodes", create, Shape.closed(8, 64), false);
    }

    /** A few thousand small writes. */
    static Scenario someWrites(int writes) {
        Workload create = Workload.of(Op.CREATE, SIZE_BYTES, writes).under("/quorate-writes");
        return new Scenario("writes", "create of " + writes + " znodes", create, Shape.closed(8, 64), false);
    }

    /** @param servers over which the sessions spread */
    LoadPlan planFor(List<InetSocketAddress> servers, double warmupSeconds, double seconds) {
        return new LoadPlan(servers, workload, shape, warmupSeconds, seconds);
    }
}

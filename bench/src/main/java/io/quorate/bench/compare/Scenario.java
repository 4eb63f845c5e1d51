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
    private static final int FAST_RATE = 2000;
    private static final int LARGE_BYTES = 512 << 10;
    private static final int MANY_CHILDREN = 100_000;

    /** Every scenario, in the order in which they run. */
    public static List<Scenario> all() {
        Workload set = Workload.of(Op.SET, SIZE_BYTES, KEYS);
        Workload get = Workload.of(Op.GET, SIZE_BYTES, KEYS);
        Workload mixed = Workload.of(Op.MIXED, SIZE_BYTES, KEYS);
        Workload churn = Workload.of(Op.CHURN, SIZE_BYTES, KEYS).under("/quorate-churn");
        Workload ephemeral = Workload.of(Op.EPHEMERAL, SIZE_BYTES, KEYS).under("/quorate-ephemeral");
        Workload children = Workload.of(Op.CHILDREN, 0, MANY_CHILDREN).under("/quorate-children");
        return List.of(
                new Scenario("set-8x64", "setData, pipelined", set, Shape.closed(8, 64), true),
                new Scenario("get-8x64", "getData, pipelined", get, Shape.closed(8, 64), true),
                new Scenario("mixed-8x64", "90 % getData, 10 % setData, pipelined", mixed, Shape.closed(8, 64), false),
                new Scenario("churn-8x64", "create and delete in turn, pipelined", churn, Shape.closed(8, 64), false),
                new Scenario("multi-8x8", "multi of ten setData", set.inMultis(10), Shape.closed(8, 8), false),
                new Scenario(
                        "multi-8x1x100",
                        "multi of a hundred setData, one at a time",
                        set.inMultis(100),
                        Shape.closed(8, 1),
                        false),
                new Scenario(
                        "ephemeral-8x64",
                        "create and delete of ephemerals in turn, pipelined",
                        ephemeral,
                        Shape.closed(8, 64),
                        false),
                new Scenario(
                        "set1k-8x64",
                        "setData of 1 KiB, pipelined",
                        large(Op.SET, 1024, KEYS),
                        Shape.closed(8, 64),
                        false),
                new Scenario(
                        "set512k-4x1",
                        "setData of 512 KiB, one at a time",
                        large(Op.SET, LARGE_BYTES, 8),
                        Shape.closed(4, 1),
                        false),
                new Scenario(
                        "get512k-4x1",
                        "getData of 512 KiB, one at a time",
                        large(Op.GET, LARGE_BYTES, 8),
                        Shape.closed(4, 1),
                        false),
                new Scenario(
                        "ls100k-4x1",
                        "getChildren of a znode with 100,000, one at a time",
                        children,
                        Shape.closed(4, 1),
                        false),
                new Scenario("set-30x1", "setData, 30 sessions, one at a time", set, Shape.closed(30, 1), false),
                new Scenario("get-30x1", "getData, 30 sessions, one at a time", get, Shape.closed(30, 1), false),
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
                        "set-open-2k",
                        "setData, open loop, " + FAST_RATE + "/s; latency from the due time",
                        set,
                        Shape.open(8, FAST_RATE),
                        true),
                new Scenario(
                        "get-open",
                        "getData, open loop, " + OPEN_RATE + "/s; latency from the due time",
                        get,
                        Shape.open(8, OPEN_RATE),
                        true));
    }

    private static Workload large(Op op, int bytes, int keys) {
        return Workload.of(op, bytes, keys).under("/quorate-" + bytes);
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

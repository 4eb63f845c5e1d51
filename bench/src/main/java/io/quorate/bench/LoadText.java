package io.quorate.bench;

import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.Workload;
import io.quorate.bench.measure.ProcessUsage;
import io.quorate.bench.measure.ThreadKind;
import io.quorate.jute.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Says a result in words, and as one line of JSON. */
final class LoadText {
    private LoadText() {}

    /** Lines for people. */
    static String lines(LoadResult r) {
        List<String> lines = new ArrayList<>();
        lines.add("load       %s, %s"
                .formatted(describe(r.plan().workload()), r.plan().shape()));
        lines.add("throughput %,.0f requests/s (%,d in %.2f s)".formatted(r.throughput(), r.completed(), r.seconds()));
        lines.add("latency    p50 %s  p99 %s  p99.9 %s  max %s"
                .formatted(
                        micros(r.latencyMicros(50)),
                        micros(r.latencyMicros(99)),
                        micros(r.latencyMicros(99.9)),
                        micros(r.latencyMicros(100))));
        if (!r.server().equals(ProcessUsage.NONE)) {
            lines.add("server     %.1f CPU-µs/request (of it GC %.1f), and JIT %.1f"
                    .formatted(r.cpuMicrosPerOp(), r.gcMicrosPerOp(), r.jitMicrosPerOp()));
            lines.add("           %.2f context switches/request, %.0f bytes written/request"
                    .formatted(r.switchesPerOp(), r.writtenBytesPerOp()));
        }
        lines.add("client     %.1f CPU-µs/request".formatted(r.clientMicrosPerOp()));
        lines.add("others     %.2f processors busy with something else".formatted(r.foreignProcessors()));
        if (!r.isClean()) {
            lines.add("WRONG      " + mistakes(r));
        }
        return String.join("\n", lines);
    }

    /** Which replies were wrong. */
    static String mistakes(LoadResult r) {
        StringJoiner text = new StringJoiner(", ");
        r.errors().forEach((code, count) -> text.add(count + " replies with " + errorName(code)));
        if (r.wrongLengths() > 0) {
            text.add(r.wrongLengths() + " replies of a wrong length (a failed multi, or data of another size)");
        }
        if (r.completed() == 0) {
            text.add("no reply at all in the measured time");
        }
        return text.toString();
    }

    /** One line for programs. Times in microseconds. */
    static JsonLine json(LoadResult r) {
        LoadPlan plan = r.plan();
        JsonLine errors = new JsonLine();
        new TreeMap<>(r.errors()).forEach((code, count) -> errors.put(errorName(code), count));
        return new JsonLine()
                .put("op", plan.workload().op().name().toLowerCase(Locale.ROOT))
                .put("opsPerMulti", plan.workload().opsPerMulti())
                .put("sizeBytes", plan.workload().sizeBytes())
                .put("keys", plan.workload().keys())
                .put("sessions", plan.shape().sessions())
                .put("outstanding", plan.shape().outstanding())
                .put("ratePerSecond", plan.shape().ratePerSecond())
                .put("seconds", r.seconds())
                .put("requests", r.completed())
                .put("throughput", r.throughput())
                .put("p50", r.latencyMicros(50))
                .put("p99", r.latencyMicros(99))
                .put("p999", r.latencyMicros(99.9))
                .put("max", r.latencyMicros(100))
                .put("cpuMicrosPerOp", r.cpuMicrosPerOp())
                .put("gcMicrosPerOp", r.gcMicrosPerOp())
                .put("jitMicrosPerOp", r.jitMicrosPerOp())
                .put("endedThreadsCpuMillis", r.server().cpuNanos(ThreadKind.ENDED) / 1e6)
                .put("switchesPerOp", r.switchesPerOp())
                .put("writtenBytesPerOp", r.writtenBytesPerOp())
                .put("allocatedBytesPerOp", r.allocatedBytesPerOp())
                .put("clientMicrosPerOp", r.clientMicrosPerOp())
                .put("foreignProcessors", r.foreignProcessors())
                .put("wrongLengths", r.wrongLengths())
                .put("errors", errors);
    }

    private static String describe(Workload load) {
        String op = load.op().name().toLowerCase(Locale.ROOT);
        String multi = load.opsPerMulti() == 0 ? "" : " in multis of " + load.opsPerMulti();
        return "%s%s, %d B, %,d keys".formatted(op, multi, load.sizeBytes(), load.keys());
    }

    static String micros(double micros) {
        return micros < 1000 ? "%.0f µs".formatted(micros) : "%.2f ms".formatted(micros / 1000);
    }

    private static String errorName(int code) {
        return ErrorCode.isKnown(code) ? ErrorCode.of(code).name() : "error " + code;
    }
}

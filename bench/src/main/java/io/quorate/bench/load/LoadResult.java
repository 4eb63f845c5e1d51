package io.quorate.bench.load;

import io.quorate.bench.measure.MachineUsage;
import io.quorate.bench.measure.ProcessUsage;
import io.quorate.bench.measure.ThreadKind;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What one run saw.
 *
 * @param seconds length of the measured window
 * @param completed replies in the window
 * @param latencyNanos of the requests of the window
 * @param errors replies with an error code, over the whole run: code to count
 * @param wrongLengths replies without an error whose body was not as long as a right one
 * @param server usage of the server processes in the window; {@link ProcessUsage#NONE} if none were named
 * @param client usage of the load generator's own process
 * @param machine usage of the whole machine
 * @param allocatedPerSecond bytes that the servers' threads allocated per second of about the window; NaN if that was not looked at
 */
public record LoadResult(
        LoadPlan plan,
        double seconds,
        long completed,
        Histogram latencyNanos,
        SortedMap<Integer, Long> errors,
        long wrongLengths,
        ProcessUsage server,
        ProcessUsage client,
        MachineUsage machine,
        double allocatedPerSecond) {

    /** Whether every reply was right and there was at least one. */
    public boolean isClean() {
        return errors.isEmpty() && wrongLengths == 0 && completed > 0;
    }

    /** Requests per second. */
    public double throughput() {
        return completed / seconds;
    }

    /** Latency in microseconds that {@code percent} of the requests did not exceed; 100: the longest. */
    public double latencyMicros(double percent) {
        return latencyNanos.getValueAtPercentile(percent) / 1e3;
    }

    /** CPU-µs of the servers per request, compiler threads left out. */
    public double cpuMicrosPerOp() {
        return perOp(server.cpuNanosWithoutJit()) / 1e3;
    }

    /** CPU-µs of the servers' compiler threads per request. */
    public double jitMicrosPerOp() {
        return perOp(server.cpuNanos(ThreadKind.JIT)) / 1e3;
    }

    /** CPU-µs of the servers' collector threads per request; part of {@link #cpuMicrosPerOp()}. */
    public double gcMicrosPerOp() {
        return perOp(server.cpuNanos(ThreadKind.GC)) / 1e3;
    }

    /** Context switches of the servers per request, compiler threads left out. */
    public double switchesPerOp() {
        return perOp(server.switches());
    }

    /** Bytes the servers sent to storage per request. */
    public double writtenBytesPerOp() {
        return perOp(server.writtenBytes());
    }

    /** Bytes of heap that the servers allocated per request; NaN if that was not looked at. */
    public double allocatedBytesPerOp() {
        return allocatedPerSecond / throughput();
    }

    /** CPU-µs of the load generator per request, its compiler threads left out. */
    public double clientMicrosPerOp() {
        return perOp(client.cpuNanosWithoutJit()) / 1e3;
    }

    /** Share of one processor that went to anybody but servers and client, or was stolen: the noise of the run. */
    public double foreignProcessors() {
        double ours = (server.allCpuNanos() + client.allCpuNanos()) / 1e9;
        return Math.max(0, machine.busySeconds() + machine.stolenSeconds() - ours) / seconds;
    }

    private double perOp(long amount) {
        return completed == 0 ? Double.NaN : (double) amount / completed;
    }
}

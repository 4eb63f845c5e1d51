package io.quorate.bench.compare;

import io.quorate.bench.load.LoadResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything measured: by scenario and server, every run; by scalar and server, every value. Not thread-safe. */
public final class Figures {
    private final Map<String, Map<String, List<LoadResult>>> loads = new LinkedHashMap<>();
    private final Map<Scalar, Map<String, List<Double>>> scalars = new EnumMap<>(Scalar.class);

    void add(String scenario, String server, LoadResult result) {
        loads.computeIfAbsent(scenario, name -> new LinkedHashMap<>())
                .computeIfAbsent(server, name -> new ArrayList<>())
                .add(result);
    }

    void add(Scalar scalar, String server, double value) {
        scalars.computeIfAbsent(scalar, key -> new LinkedHashMap<>())
                .computeIfAbsent(server, name -> new ArrayList<>())
                .add(value);
    }

    /** Runs by scenario and then by server, in the order they came. */
    public Map<String, Map<String, List<LoadResult>>> loads() {
        return loads;
    }

    /** Values by scalar and then by server. */
    public Map<Scalar, Map<String, List<Double>>> scalars() {
        return scalars;
    }

    /** Whether every reply of every run was right. */
    public boolean areClean() {
        return loads.values().stream()
                .flatMap(byServer -> byServer.values().stream())
                .flatMap(List::stream)
                .allMatch(LoadResult::isClean);
    }

    /** The middle value, or the mean of the two middle ones. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<LoadResult> runs, ToDoubleFunction<LoadResult> metric) {
        return median(runs.stream().map(metric::applyAsDouble).toList());
    }

    /** Distance between smallest and largest in per cent of the median. */
    static double spreadPercent(List<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return 100 * (most - least) / median(values);
    }
}

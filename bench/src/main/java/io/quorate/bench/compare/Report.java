package io.quorate.bench.compare;

import io.quorate.bench.load.LoadResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables. One block of rows per load: each server's medians over its runs, then the ratio of the first server to
 * the second; beside them the floor.
 */
public final class Report {
    private final Figures figures;
    private final String first;
    private final String second;
    private final String floor;

    /**
     * @param first the server whose ratio to {@code second} is wanted
     * @param floor the server that shows what cannot be undercut
     */
    public Report(Figures figures, String first, String second, String floor) {
        this.figures = figures;
        this.first = first;
        this.second = second;
        this.floor = floor;
    }

    /** The table of loads. */
    public String loads() {
        List<String> head = new ArrayList<>(List.of("load", "server"));
        for (Metric metric : Metric.values()) {
            head.add(metric.label());
        }
        head.add("spread");
        head.add("runs");
        Table table = new Table(head);
        figures.loads().forEach((scenario, byServer) -> {
            byServer.forEach((server, runs) -> table.add(row(scenario, server, runs)));
            ratios(byServer.keySet()).forEach((label, pair) -> table.add(ratios(scenario, label, pair, byServer)));
        });
        return table.toString();
    }

    /** The table of everything that is not a load. */
    public String scalars() {
        Table table = new Table(
                List.of("figure", "unit", second, first, "ratio", floor, "range " + second, "range " + first));
        figures.scalars()
                .forEach((scalar, byServer) -> table.add(List.of(
                        scalar.label(),
                        scalar.unit(),
                        median(byServer.get(second)),
                        median(byServer.get(first)),
                        ratio(byServer),
                        median(byServer.get(floor)),
                        range(byServer.get(second)),
                        range(byServer.get(first)))));
        return table.toString();
    }

    private static List<String> row(String scenario, String server, List<LoadResult> runs) {
        List<String> cells = new ArrayList<>(List.of(scenario, server));
        for (Metric metric : Metric.values()) {
            cells.add(metric.text(Figures.median(runs, metric::of)));
        }
        List<Double> throughputs = runs.stream().map(LoadResult::throughput).toList();
        cells.add("%.0f %%".formatted(Figures.spreadPercent(throughputs)));
        boolean noisy = runs.stream().anyMatch(Quiet::isDisturbed);
        cells.add(runs.size() + (noisy ? " ~" : ""));
        return cells;
    }

    /** Which servers are divided by which: the first by the second, with the same beside, and each with something beside by itself without. */
    private Map<String, List<String>> ratios(Set<String> servers) {
        Map<String, List<String>> ratios = new LinkedHashMap<>();
        for (String server : servers) {
            String without = server.replaceFirst("\\+.*", "");
            String beside = server.substring(without.length());
            if (without.equals(first) && servers.contains(second + beside)) {
                ratios.put("ratio" + beside, List.of(server, second + beside));
            }
        }
        for (String server : servers) {
            String without = server.replaceFirst("\\+.*", "");
            if (!without.equals(server) && servers.contains(without)) {
                ratios.put(server + " : " + without, List.of(server, without));
            }
        }
        return ratios;
    }

    private static List<String> ratios(
            String scenario, String label, List<String> pair, Map<String, List<LoadResult>> byServer) {
        List<String> cells = new ArrayList<>(List.of(scenario, label));
        for (Metric metric : Metric.values()) {
            double ratio = Figures.median(byServer.get(pair.get(0)), metric::of)
                    / Figures.median(byServer.get(pair.get(1)), metric::of);
            cells.add(metric.isCompared() && Double.isFinite(ratio) ? "%.2f".formatted(ratio) : "");
        }
        cells.add("");
        cells.add("");
        return cells;
    }

    private String ratio(Map<String, List<Double>> byServer) {
        if (!byServer.containsKey(first) || !byServer.containsKey(second)) {
            return "";
        }
        return "%.2f".formatted(Figures.median(byServer.get(first)) / Figures.median(byServer.get(second)));
    }

    private static String median(List<Double> values) {
        return values == null ? "" : figure(Figures.median(values));
    }

    private static String range(List<Double> values) {
        if (values == null) {
            return "";
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return figure(least) + ".." + figure(most);
    }

    private static String figure(double value) {
        return (Math.abs(value) < 10 ? "%.1f" : "%,.0f").formatted(value);
    }
}

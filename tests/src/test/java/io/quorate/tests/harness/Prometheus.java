package io.quorate.tests.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server tells Prometheus, in the text format 0.0.4. Reads it as strictly as its definition is: every line of a metric below its
 * type, no metric twice, no series twice.
 */
public final class Prometheus {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (NaN|[+-]Inf|[-+0-9.eE]+)( -?[0-9]+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");

    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    private Prometheus() {}

    /**
     * One metric.
     *
     * @param samples the value of each series: its name with its labels
     */
    public record Metric(String type, String help, Map<String, Double> samples) {}

    /** Asks the server on a loopback port. */
    public static Prometheus scrape(int port) throws IOException, InterruptedException {
        HttpResponse<String> response = get(port, "/metrics");
        String type =
                response.headers().firstValue("Content-Type").orElse("none").toLowerCase(java.util.Locale.ROOT);
        if (response.statusCode() != 200 || !type.startsWith("text/plain; version=0.0.4; charset=utf-8")) {
            throw new IOException("status " + response.statusCode() + ", " + type + ": " + response.body());
        }
        return parse(response.body());
    }

    /** What the server on a loopback port answers. */
    public static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Reads a text. */
    public static Prometheus parse(String text) {
        Prometheus result = new Prometheus();
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line does not end");
        }
        String help = null;
        String name = null;
        for (String line : text.split("\n")) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                name = words[2];
                help = words[3];
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                require(
                        words.length == 4
                                && words[2].equals(name)
                                && NAME.matcher(name).matches(),
                        line);
                require(
                        List.of("counter", "gauge", "summary", "histogram", "untyped")
                                .contains(words[3]),
                        line);
                Metric before = result.metrics.put(name, new Metric(words[3], help, new LinkedHashMap<>()));
                require(before == null, "twice: " + line);
            } else {
                result.sample(name, line);
            }
        }
        return result;
    }

    private void sample(String name, String line) {
        Matcher matcher = SAMPLE.matcher(line);
        require(matcher.matches(), line);
        Metric metric = metrics.get(name);
        require(metric != null, "no type above: " + line);
        String series = matcher.group(1);
        boolean summary = metric.type().equals("summary");
        require(
                series.equals(name) || (summary && (series.equals(name + "_count") || series.equals(name + "_sum"))),
                "below " + name + ": " + line);
        List<String> labels = labels(matcher.group(2));
        require(!summary || !series.equals(name) || labels.toString().contains("quantile="), "no quantile: " + line);
        String key = labels.isEmpty() ? series : series + labels;
        require(metric.samples().put(key, number(matcher.group(3))) == null, "twice: " + line);
    }

    private static List<String> labels(String text) {
        List<String> labels = new ArrayList<>();
        if (text != null) {
            Matcher matcher = LABEL.matcher(text);
            int end = 0;
            while (end < text.length()) {
                require(matcher.find(end) && matcher.start() == end, "labels: " + text);
                labels.add(matcher.group(1) + "=" + matcher.group(2));
                end = matcher.end();
            }
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new AssertionError("no Prometheus text: " + what);
        }
    }

    /** All metrics by name, in the order of the text. */
    public Map<String, Metric> metrics() {
        return metrics;
    }

    /** The value of a series: a name, with labels such as {@code [key=1]} behind it. */
    public double value(String series) {
        for (Metric metric : metrics.values()) {
            Double value = metric.samples().get(series);
            if (value != null) {
                return value;
            }
        }
        throw new AssertionError("no " + series + " among " + metrics.keySet());
    }
}

package io.quorate.tests.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The metrics of Apache's server that ours has nothing to measure for: those in {@code absent-metrics.txt}. */
final class AbsentMetrics {
    private static final Set<String> NAMES = read();

    private AbsentMetrics() {}

    private static Set<String> read() {
        try (var in = AbsentMetrics.class.getResourceAsStream("absent-metrics.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<String> names() {
        return NAMES;
    }

    /** Whether a key of mntr, with or without {@code zk_}, is one of them. */
    static boolean has(String key) {
        String bare = key.replaceFirst("^zk_", "").replaceFirst("\\{.*", "");
        String base = bare.replaceFirst("^(avg|min|max|cnt|sum|p50|p95|p99|p999)_", "");
        return NAMES.contains(bare)
                || NAMES.contains(base)
                || NAMES.contains(base.replaceFirst("^(\\d+|N)_", ""))
                || NAMES.contains(bare.replaceFirst("_(count|sum)$", ""))
                || NAMES.stream().anyMatch(name -> name.endsWith("_per_namespace") && bare.endsWith("_" + name));
    }
}

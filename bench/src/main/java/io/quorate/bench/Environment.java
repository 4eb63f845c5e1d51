package io.quorate.bench;

import io.quorate.bench.compare.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures come from: they mean little without it. */
final class Environment {
    private Environment() {}

    static String describe(Settings settings, Path directory) throws IOException {
        return """
                machine   %d x %s, %s %s, load average %s
                disk      %s
                java      %s
                flags     %s
                starts    %s
                measured  loads: %d starts of each server, %.1f s warm-up each, then per load %.1f s warm-up and %.1f s;\
                 memory: %,d znodes, %d times; cold start: %d times"""
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Files.readString(Path.of("/proc/loadavg")).strip(),
                        Files.getFileStore(directory).type() + " at " + directory,
                        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                        String.join(" ", settings.jvmFlags()),
                        String.join(" ", settings.startFlags()),
                        settings.rounds(),
                        settings.serverWarmupSeconds(),
                        settings.warmupSeconds(),
                        settings.seconds(),
                        settings.znodes(),
                        settings.bulkRounds(),
                        settings.coldStarts());
    }

    private static String processor() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}

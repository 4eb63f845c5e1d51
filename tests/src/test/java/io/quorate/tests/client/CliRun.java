package io.quorate.tests.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a shell in a process of its own.
 *
 * @param out lines of standard output
 * @param err lines of standard error
 */
public record CliRun(int exitCode, List<String> out, List<String> err) {
    private static final int LIMIT_SECONDS = 40;

    /** Our shell. */
    public static CliRun ofQuorate(Path dir, String input, String... arguments)
            throws IOException, InterruptedException {
        return run(dir, input, System.getProperty("java.class.path"), "io.quorate.cli.ZooKeeperMain", arguments);
    }

    /** The released shell of Apache. */
    static CliRun ofApache(Path dir, String input, String... arguments) throws IOException, InterruptedException {
        return run(
                dir, input, System.getProperty("apache.lib") + "/*", "org.apache.zookeeper.ZooKeeperMain", arguments);
    }

    /** What remains of a line when numbers and times that differ from run to run are taken out. */
    static String masked(String line) {
        return line.replaceAll("0x[0-9a-f]+", "0x#")
                .replaceAll("zxid: [0-9]+", "zxid: #")
                .replaceAll("(?<=time = ).*", "#")
                .replaceAll("(?<=Connecting to ).*", "#");
    }

    CliRun masked() {
        return new CliRun(
                exitCode,
                out.stream().map(CliRun::masked).toList(),
                err.stream()
                        .filter(line -> !line.startsWith("SLF4J"))
                        .map(CliRun::masked)
                        .toList());
    }

    private static CliRun run(Path dir, String input, String classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        Path in = Files.writeString(Files.createTempFile(dir, "in", ""), input);
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(main + " " + List.of(arguments) + " did not end within " + LIMIT_SECONDS
                        + " s; it printed " + Files.readString(out) + Files.readString(err));
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        return new CliRun(
                process.exitValue(),
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readAllLines(err, StandardCharsets.UTF_8));
    }
}

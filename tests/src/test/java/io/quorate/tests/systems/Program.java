package io.quorate.tests.systems;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Reaper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A process with the class path of one system. Drivers among them take commands as lines and answer each with one: {@code = result} or
 * {@code ! error}; what they tell unasked begins with {@code *}. Used by one test thread.
 */
final class Program implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(180);

    private final String name;
    private final Path log;
    private final Process process;
    private final PrintStream in;
    private final List<String> lines = new ArrayList<>();
    private int taken;
    private boolean killed;

    private Program(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a Java program.
     *
     * @param system a directory of {@code tests/systems}
     * @param directory for its log
     * @param arguments of {@code java}, from options on
     */
    static Program start(String name, String system, Path directory, List<String> arguments) throws IOException {
        Path lib = Locations.projectRoot().resolve("tests/systems/" + system + "/target/lib");
        Path log = directory.resolve(name + ".log");
        Path logging = directory.resolve("log4j.properties");
        Files.writeString(
                logging,
                String.join(
                        "\n",
                        "log4j.rootLogger=INFO, err",
                        "log4j.appender.err=org.apache.log4j.ConsoleAppender",
                        "log4j.appender.err.target=System.err",
                        "log4j.appender.err.layout=org.apache.log4j.PatternLayout",
                        "log4j.appender.err.layout.ConversionPattern=%d %p %c - %m%n"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j.configuration=" + logging.toUri(),
                "-cp",
                lib + "/*"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(log.toFile())
                .start();
        Reaper.watch(process);
        return new Program(name, log, process);
    }

    /** Starts a driver and returns when it takes commands. */
    static Program drive(String name, String system, Path directory, String driver, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Locations.projectRoot()
                .resolve("tests/src/test/drivers/" + driver + ".java")
                .toString());
        command.addAll(List.of(arguments));
        Program program = start(name, system, directory, command);
        try {
            program.answer("ready");
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
        return program;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(the output ended: " + e + ")");
            }
        }
    }

    /** Gives a command and returns the result; fails on an error. */
    String ask(String command) {
        begin(command);
        return answer(command);
    }

    /** Gives a command that takes its time. */
    void begin(String command) {
        in.println(command);
    }

    /** The result of a command that was begun. */
    String answer(String command) {
        String line = next("the answer to \"" + command + "\"", each -> each.startsWith("= ") || each.startsWith("! "));
        if (line.startsWith("! ")) {
            throw new AssertionError(name + ", asked \"" + command + "\": " + line + "\n" + tail());
        }
        return line.substring(2);
    }

    /** Returns the next line that it tells unasked with this text in it. */
    String told(String text) {
        return next("\"" + text + "\"", line -> line.startsWith("* ") && line.contains(text));
    }

    private String next(String what, Predicate<String> wanted) {
        return Await.value(() -> name + ": " + what + "\n" + tail(), LIMIT, () -> {
            synchronized (lines) {
                for (int at = taken; at < lines.size(); at++) {
                    if (wanted.test(lines.get(at))) {
                        taken = at + 1;
                        return lines.get(at);
                    }
                }
            }
            if (!process.isAlive()) {
                throw new AssertionError(name + " has ended with " + process.exitValue() + "\n" + tail());
            }
            return null;
        });
    }

    /** Whether a line so far has this text. */
    boolean hasTold(String text) {
        synchronized (lines) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }
    }

    /** {@code kill -9}. */
    void kill() {
        killed = true;
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private String tail() {
        try (Stream<String> all = Files.lines(log)) {
            List<String> text = all.toList();
            synchronized (lines) {
                return "told: " + lines.subList(Math.max(0, lines.size() - 20), lines.size()) + "\nlog:\n"
                        + String.join("\n", text.subList(Math.max(0, text.size() - 60), text.size()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!process.isAlive() && !killed) {
            System.out.println("---- " + name + " had ended by itself, with " + process.exitValue() + "\n" + tail());
        }
        kill();
    }
}

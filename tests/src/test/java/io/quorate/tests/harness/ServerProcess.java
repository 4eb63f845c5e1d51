package io.quorate.tests.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * One ZooKeeper server as a child process with its own directory and loopback port. It may be stopped, killed and started
 * again any number of times; port, data and log stay. Used by one test thread.
 */
public abstract sealed class ServerProcess implements AutoCloseable permits ApacheServer, QuorateServer {
    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    /** By product: how its servers use an archive of their classes. */
    private static final Map<String, List<String>> ARCHIVE_FLAGS = new ConcurrentHashMap<>();

    private final Path home;
    private final int port;
    private Path dataDir;
    private ServerSettings settings;
    private Process process;
    private int starts;

    /** {@code home} is the server's own directory: {@code zoo.cfg}, {@code data/} and the logs lie in it. */
    ServerProcess(Path home, int port, ServerSettings settings) {
        this.home = home;
        this.port = port;
        this.dataDir = home.resolve("data");
        this.settings = settings;
    }

    /** The name of the product, for messages. */
    public abstract String product();

    /** The product's jars, in a fixed order. */
    abstract List<Path> classPath();

    /** Properties that the product is always given. */
    abstract List<String> productProperties();

    abstract String mainClass();

    public int port() {
        return port;
    }

    /** The directory that {@code dataDir} points at. */
    public Path dataDir() {
        return dataDir;
    }

    /** Another directory from the next start on, such as that of another server. */
    public ServerProcess dataDir(Path other) {
        dataDir = other;
        return this;
    }

    /** Where logs and snapshots are. */
    public Path versionDir() {
        return dataDir().resolve("version-2");
    }

    /** What the server printed, over all its starts. */
    public Path log() {
        return home.resolve("server.log");
    }

    public String logText() throws IOException {
        return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
    }

    /** Settings of the next start. */
    public ServerProcess settings(ServerSettings next) {
        settings = next;
        return this;
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Kills the process, if it runs, and empties its data directory. */
    public ServerProcess wipe() {
        close();
        Directories.empty(dataDir());
        return this;
    }

    /** Starts the process and returns at once. */
    public ServerProcess launch() {
        if (isAlive()) {
            throw new IllegalStateException(this + " runs already");
        }
        try {
            Files.createDirectories(dataDir());
            Path config = home.resolve("zoo.cfg");
            Files.write(config, configLines());
            starts++;
            process = new ProcessBuilder(command(config))
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .redirectInput(new File("/dev/null"))
                    .start();
            Reaper.watch(process);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + this, e);
        }
    }

    /** Starts the process and returns when it serves clients. */
    public ServerProcess start() {
        launch();
        return awaitServing();
    }

    /** Returns when the server answers {@code srvr} with a mode; fails at once when the process ends instead. */
    public ServerProcess awaitServing() {
        Await.until("serving: " + this, START_LIMIT, () -> {
            if (!isAlive()) {
                throw new AssertionError(
                        this + " ended with " + process.exitValue() + " instead of serving:\n" + logTail());
            }
            // A question that arrives while the server comes up may never be answered: ask again soon.
            return FourLetter.ask(port, "srvr", 300).contains("Mode: ");
        });
        return this;
    }

    /** Asks the process to end (SIGTERM) and returns its exit code. */
    public int stop() {
        process.destroy();
        return awaitExit(STOP_LIMIT);
    }

    /** {@code kill -9}: the process gets no chance to do anything more. Returns when it is gone. */
    public void kill() {
        process.toHandle().destroyForcibly();
        awaitExit(STOP_LIMIT);
    }

    /** Waits for the process to end by itself and returns its exit code. */
    public int awaitExit(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return process.exitValue();
        } catch (TimeoutException e) {
            throw new AssertionError(this + " did not end within " + limit.toMillis() + " ms:\n" + logTail(), e);
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + this + " was ending", e);
        }
    }

    /**
     * SIGSTOP: the process does nothing until {@link #resume}; its connections stay open and silent. Returns when that is so: the
     * signal is a request to the first thread that gets to run, and on a busy machine the others go on until it does.
     */
    public void pause() {
        signal("STOP");
        Await.until("every thread of " + this + " stopped", STOP_LIMIT, this::isStopped);
    }

    private boolean isStopped() throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (Path task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                // The name stands in parentheses and may have any; the state is the letter behind it.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }

    /** SIGCONT: a paused process goes on where it was. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " of " + this + " failed with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + name + " to " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + name + " to " + this, e);
        }
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Memory of the process that is in RAM, in bytes, as the kernel counts it. */
    public long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS for " + this);
    }

    /** The end of the log, for messages. */
    public String logTail() {
        try {
            String text = logText();
            int keep = 6_000;
            return text.length() <= keep ? text : "[...]" + text.substring(text.length() - keep);
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return product() + " on port " + port + " (start " + starts + ")";
    }

    private List<String> configLines() {
        List<String> lines = new ArrayList<>();
        lines.add("dataDir=" + dataDir());
        lines.add("clientPort=" + port);
        lines.add("clientPortAddress=127.0.0.1");
        settings.config().forEach((key, value) -> lines.add(key + "=" + value));
        return lines;
    }

    private List<String> command(Path config) {
        List<String> command = new ArrayList<>();
        if (settings.fileSizeLimitKiB() != ServerSettings.UNLIMITED) {
            // The shell counts in blocks of 512 bytes. SIGXFSZ is ignored so that the write fails instead.
            long blocks = settings.fileSizeLimitKiB() * 2;
            command.addAll(List.of("/bin/sh", "-c", "trap '' XFSZ; ulimit -f " + blocks + "; exec \"$@\"", "sh"));
        }
        command.addAll(java());
        command.addAll(ARCHIVE_FLAGS.computeIfAbsent(
                product(), product -> ClassArchive.flags(product, java(), classPath(), main())));
        command.addAll(main());
        // Before the class, and behind what the product is always given: the last one of a name counts.
        List<String> ofTest = new ArrayList<>(settings.jvmArgs());
        settings.properties().forEach((key, value) -> ofTest.add("-D" + key + "=" + value));
        command.addAll(command.size() - 1, ofTest);
        command.add(config.toString());
        return command;
    }

    /** The quick compiler alone: servers of tests live for seconds, and starts are most of what they cost. */
    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError");
    }

    private List<String> main() {
        List<String> main = new ArrayList<>(productProperties());
        main.add("-cp");
        main.add(classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        main.add(mainClass());
        return main;
    }
}

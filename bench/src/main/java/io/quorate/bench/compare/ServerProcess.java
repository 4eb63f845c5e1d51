package io.quorate.bench.compare;

import io.quorate.bench.load.LoadClient;
import io.quorate.bench.measure.ProcessSample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server, started in a directory of its own; started again in it after a kill, it finds its data there. */
final class ServerProcess {
    private static final long PROBE_PAUSE_MICROS = 2_000;
    private static final long PROBE_PATIENCE_MILLIS = 250;
    private static final int OUTPUT_LINES_SHOWN = 20;

    /** Files in the server's directory: its key and certificate, and how it logs when that is asked for. */
    static final String KEYS = "keys.p12";

    static final String KEYS_PASSWORD = "benchmark";
    static final String AUDIT_LOGGING = "audit-logback.xml";
    /**
     * Small files: the kernel uses the memory of those that are gone again. Memory that a virtual machine never touched before costs several
     * times what the lines do, and would be charged to them.
     */
    private static final String AUDIT_LOGGING_TEXT =
            """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
              <appender name="AUDIT" class="ch.qos.logback.core.rolling.RollingFileAppender">
                <file>audit.log</file>
                <encoder><pattern>%d{ISO8601} %p %c{2}: %m%n</pattern></encoder>
                <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                  <maxIndex>2</maxIndex>
                  <fileNamePattern>audit.log.%i</fileNamePattern>
                </rollingPolicy>
                <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                  <checkIncrement>1 second</checkIncrement>
                  <maxFileSize>4MB</maxFileSize>
                </triggeringPolicy>
              </appender>
              <logger name="org.apache.zookeeper.audit.Slf4jAuditLogger" level="INFO" additivity="false">
                <appender-ref ref="AUDIT"/>
              </logger>
              <root level="OFF"/>
            </configuration>
            """;

    private final Workspace workspace;
    private final Contestant contestant;
    private final List<String> jvmFlags;
    private final LoadClient client;
    private final Path home;
    private final InetSocketAddress address;
    private Process process;
    private long startNanos;

    ServerProcess(Workspace workspace, Contestant contestant, List<String> jvmFlags, LoadClient client)
            throws IOException {
        this.workspace = workspace;
        this.contestant = contestant;
        this.jvmFlags = jvmFlags;
        this.client = client;
        this.home = workspace.newDirectory(contestant.name());
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), client.freePort());
        Files.writeString(home.resolve(AUDIT_LOGGING), AUDIT_LOGGING_TEXT);
        if (contestant.tls()) {
            makeKeys();
            client.encrypt(address);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    /** Where snapshots and logs are. */
    Path versionDirectory() {
        return home.resolve("data").resolve("version-2");
    }

    /** Starts the server with lines added to its configuration; returns at once. */
    void start(String... moreConfig) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(contestant.extraFlags());
        command.addAll(List.of("-cp", contestant.classPath(), contestant.mainClass()));
        command.add(writeConfig(moreConfig).toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()));
        startNanos = System.nanoTime();
        process = workspace.start(builder);
    }

    /** Waits until the server grants a session. */
    Started awaitServing(long secondsMax) throws IOException, InterruptedException {
        awaitSession(startNanos, secondsMax);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return new Started(seconds, ProcessSample.take(pid()).cpuNanos() / 1e9);
    }

    /** Waits until the server grants a session, at most so long after a moment. */
    void awaitSession(long sinceNanos, long secondsMax) throws IOException, InterruptedException {
        CompletableFuture<Void> granted = new CompletableFuture<>();
        long deadline = sinceNanos + TimeUnit.SECONDS.toNanos(secondsMax);
        while (!granted.isDone()) {
            if (!process.isAlive()) {
                throw new IOException(contestant.name() + " ended with code " + process.exitValue()
                        + " instead of serving; its last words:\n" + lastOutput());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(contestant.name() + " grants no session " + secondsMax
                        + " s after its start; its last words:\n" + lastOutput());
            }
            probe(granted);
        }
    }

    /** One attempt, given up after a while; if the server answers it later, that counts. */
    @SuppressWarnings("FutureReturnValueIgnored") // the future that counts is the one completed here
    private void probe(CompletableFuture<Void> granted) throws InterruptedException {
        CompletableFuture<Void> attempt = client.probe(address);
        attempt.whenComplete((nothing, failure) -> {
            if (failure == null) {
                granted.complete(null);
            }
        });
        try {
            attempt.get(PROBE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
            TimeUnit.MICROSECONDS.sleep(PROBE_PAUSE_MICROS);
        }
    }

    /** Kills the process as a crash would. */
    void kill() throws InterruptedException {
        workspace.kill(process);
    }

    /** Asks the process to end, and waits for that. */
    void stop() throws InterruptedException {
        workspace.stop(process);
    }

    /** Removes logs, snapshots and epochs of a server that does not run; its id stays. */
    void loseDatabase() throws IOException {
        Workspace.delete(versionDirectory());
    }

    /** Kills the process and removes its directory. */
    void remove() throws InterruptedException, IOException {
        kill();
        Workspace.delete(home);
    }

    /** The directory of the server's data, which is made if it is not there. */
    Path makeDataDirectory() throws IOException {
        return Files.createDirectories(home.resolve("data"));
    }

    private Path writeConfig(String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "tickTime=2000",
                "dataDir=" + home.resolve("data"),
                (contestant.tls() ? "secureClientPort=" : "clientPort=") + address.getPort(),
                (contestant.tls() ? "secureClientPortAddress=" : "clientPortAddress=")
                        + address.getAddress().getHostAddress(),
                "maxClientCnxns=0",
                "admin.enableServer=false",
                "4lw.commands.whitelist=*"));
        contestant.config().forEach(line -> lines.add(line.replace("HOME", home.toString())));
        lines.addAll(List.of(more));
        makeDataDirectory();
        return Files.write(home.resolve("zoo.cfg"), lines);
    }

    private void makeKeys() throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                home.resolve(KEYS).toString(),
                "-storepass",
                KEYS_PASSWORD);
        Process process = workspace.start(keytool.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile())));
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException("keytool ended with code " + code + "; its last words:\n" + lastOutput());
        }
    }

    private Path outputFile() {
        return home.resolve("output.txt");
    }

    private String lastOutput() throws IOException {
        List<String> lines = Files.readAllLines(outputFile());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - OUTPUT_LINES_SHOWN), lines.size()));
    }

    /**
     * What a start cost.
     *
     * @param seconds from the start of the process to the first session
     * @param cpuSeconds of all threads of the process until then
     */
    record Started(double seconds, double cpuSeconds) {}
}

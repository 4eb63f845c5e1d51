package io.quorate.cli;

import io.quorate.jute.JuteLimits;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * The program behind {@code zkCli.sh}. Does the command on its command line, or, without one, the lines of its input; with
 * history and completion if that is a terminal. Its exit code is that of the last command: see {@link ExitCode}.
 */
public final class ZooKeeperMain {
    private static final String MAX_BUFFER = "jute.maxbuffer";
    private static final String LOGGING = "logback.configurationFile";

    @Option(names = "-server", paramLabel = "host:port[,host:port][/chroot]")
    private String servers = "localhost:2181";

    @Option(names = "-timeout", paramLabel = "ms")
    private int timeoutMillis = 30_000;

    @Option(names = "-client-configuration", paramLabel = "file")
    private Path configuration;

    @Option(names = {"-r", "-readonly"})
    private boolean readOnlyAllowed;

    @Option(names = "-waitforconnection")
    private boolean waitForConnection;

    @Option(names = {"-q", "-quiet"})
    private boolean quiet;

    @Option(names = "-failfast")
    private boolean failFast;

    @Parameters(arity = "0..*")
    private List<String> command = List.of();

    private ZooKeeperMain() {}

    /** Runs the program and ends the process. */
    public static void main(String[] args) throws InterruptedException, IOException {
        // Before the first logger is made: output is for results only, whatever other configuration is on the class
        // path.
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "io/quorate/cli/logback-cli.xml");
        }
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        int exitCode = run(args, out, err);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException, IOException {
        ZooKeeperMain main = new ZooKeeperMain();
        CommandLine parser = new CommandLine(main).setStopAtPositional(true);
        try {
            parser.parseArgs(args);
            return main.start(out, err);
        } catch (ParameterException | CommandException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int start(PrintStream out, PrintStream err) throws CommandException, InterruptedException, IOException {
        ExecutorService callbacks = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
        });
        Shell shell = new Shell(
                out,
                err,
                new Shell.Settings(
                        Duration.ofMillis(timeoutMillis), readOnlyAllowed, maxRequestBytes(), !quiet, properties()),
                callbacks);
        if (!quiet) {
            out.println("Connecting to " + servers);
        }
        // A session that is closed leaves no ephemeral znodes, such as locks: also when the user ends the program.
        Thread hook = new Thread(() -> endQuietly(shell), "end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            shell.connect(servers);
            if (waitForConnection) {
                shell.awaitConnected();
            }
            return command.isEmpty() ? interact(shell, out) : shell.single(command);
        } finally {
            shell.end();
            callbacks.shutdown();
        }
    }

    private static void endQuietly(Shell shell) {
        try {
            shell.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The properties of the Java runtime, and on top of them those of the file. */
    private Properties properties() throws CommandException {
        Properties all = new Properties(System.getProperties());
        if (configuration != null) {
            try (Reader in = Files.newBufferedReader(configuration)) {
                all.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new CommandException(
                        "-client-configuration: the file " + configuration + " cannot be read: " + e, e);
            }
        }
        return all;
    }

    /** Servers that accept longer requests than usual are told of to their clients by the same property as to them. */
    private static int maxRequestBytes() throws CommandException {
        String bytes = System.getProperty(MAX_BUFFER);
        try {
            return bytes == null ? JuteLimits.DEFAULT_MAX_BUFFER : Integer.decode(bytes);
        } catch (NumberFormatException e) {
            throw new CommandException(MAX_BUFFER + ": " + bytes + " (expected: a number of bytes)", e);
        }
    }

    private int interact(Shell shell, PrintStream out) throws InterruptedException, IOException {
        if (!quiet) {
            out.println("Welcome to ZooKeeper!");
        }
        try (TerminalInput terminal = TerminalInput.open(shell)) {
            if (!quiet) {
                out.println("JLine support is " + (terminal == null ? "disabled" : "enabled"));
            }
            return terminal == null ? readLines(shell) : terminal.readLines();
        }
    }

    private int readLines(Shell shell) throws InterruptedException, IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int exitCode = ExitCode.OK;
        for (String line = input.readLine(); line != null && !shell.isDone(); line = input.readLine()) {
            exitCode = shell.line(line);
            if (exitCode != ExitCode.OK && failFast) {
                return exitCode;
            }
        }
        return exitCode;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}

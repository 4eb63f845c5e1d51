package io.quorate.server;

import io.quorate.server.audit.AuditLog;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.ConfigMistake;
import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.ConfigWarning;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.loop.FatalHandler;
import io.quorate.server.net.NettyTransport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Starts a server from its configuration file and runs it until it is told to stop. */
@Command(
        name = "QuorumPeerMain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs a Quorate server.")
public final class QuorumPeerMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumPeerMain.class);

    private static final int ARGUMENTS_MAX = 4;

    @Parameters(
            arity = "1.." + ARGUMENTS_MAX,
            paramLabel = "ARG",
            description = "A configuration file, or: clientPort dataDir [tickTime [maxClientCnxns]]")
    private List<String> arguments;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<ExitCode> outcome = new AtomicReference<>();

    /** Runs the server; the exit codes are those of {@code ExitCode}. */
    public static void main(String[] args) {
        NettyTransport.prepare();
        System.exit(isPlain(args) ? runPlain(args) : new CommandLine(new QuorumPeerMain()).execute(args));
    }

    /** Whether there are no options, as in every start by a script: those save the time to set up a command line. */
    private static boolean isPlain(String[] args) {
        return args.length >= 1
                && args.length <= ARGUMENTS_MAX
                && Arrays.stream(args).noneMatch(argument -> argument.startsWith("-") || argument.startsWith("@"));
    }

    private static int runPlain(String[] args) {
        QuorumPeerMain main = new QuorumPeerMain();
        main.arguments = List.of(args);
        try {
            return main.call();
        } catch (RuntimeException e) {
            LOG.error("Unexpected failure", e);
            return ExitCode.UNEXPECTED_ERROR.code();
        }
    }

    @Override
    public Integer call() {
        ParsedConfig parsed;
        try {
            parsed = arguments.size() == 1
                    ? ConfigParser.parse(Path.of(arguments.get(0)), System.getProperties())
                    : ConfigParser.parseArguments(arguments, System.getProperties());
        } catch (ConfigException e) {
            LOG.error("Invalid configuration: {}", e.getMessage());
            for (ConfigMistake other : e.others()) {
                LOG.error("Invalid configuration: {}", other);
            }
            return ExitCode.INVALID_INVOCATION.code();
        }
        for (ConfigWarning warning : parsed.warnings()) {
            if (warning.severity() == ConfigWarning.Severity.WARNING) {
                LOG.warn("Configuration: {}", warning);
            } else {
                LOG.info("Configuration: {}", warning);
            }
        }
        LOG.info(
                "Configuration in effect, beside defaults:\n  {}",
                String.join("\n  ", parsed.sources().render(false)));
        return run(parsed).code();
    }

    private ExitCode run(ParsedConfig parsed) {
        // A server that lacks a thread is worse than none: it goes on to look alive (hazard S25).
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> onFatal(
                FatalHandler.Kind.INVARIANT, "The thread " + thread.getName() + " has died; the server stops", cause));
        Thread hook = new Thread(this::onSignal, "shutdown");
        boolean audited = parsed.config().audit().enabled();
        QuorateServer server;
        try {
            server = QuorateServer.start(parsed, this::onFatal);
        } catch (StartException e) {
            if (audited) {
                AuditLog.serverStarted(false);
            }
            LOG.error("Cannot start: {}", e.getMessage());
            LOG.debug("Cannot start", e);
            return e.exitCode();
        }
        if (audited) {
            AuditLog.serverStarted(true);
        }
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (audited) {
            AuditLog.serverStops();
        }
        server.close();
        ExitCode code = outcome.get();
        LOG.info("Stopped with exit code {}", code.code());
        finished.countDown();
        return code;
    }

    private final CountDownLatch finished = new CountDownLatch(1);

    private void onSignal() {
        outcome.compareAndSet(null, ExitCode.OK);
        stopped.countDown();
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void onFatal(FatalHandler.Kind kind, String what, Throwable cause) {
        try {
            LOG.error("{}", what, cause);
        } finally {
            // Nothing may be acknowledged any more and no thread is to be trusted: no orderly shutdown, which could
            // write.
            Runtime.getRuntime()
                    .halt(
                            switch (kind) {
                                case STORAGE -> ExitCode.STORAGE_FAILED.code();
                                case INVARIANT -> ExitCode.UNEXPECTED_ERROR.code();
                            });
        }
    }
}

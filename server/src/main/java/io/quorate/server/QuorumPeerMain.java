package io.quorate.server;

import io.quorate.server.config.ConfigException;
import io.quorate.server.config.ConfigMistake;
import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.ConfigWarning;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.loop.FatalHandler;
import java.nio.file.Path;
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

    @Parameters(
            arity = "1..4",
            paramLabel = "ARG",
            description = "A configuration file, or: clientPort dataDir [tickTime [maxClientCnxns]]")
    private List<String> arguments;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<ExitCode> outcome = new AtomicReference<>();

    /** Runs the server; the exit codes are those of {@code ExitCode}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new QuorumPeerMain()).execute(args));
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
        return run(parsed).code();
    }

    private ExitCode run(ParsedConfig parsed) {
        Thread hook = new Thread(this::onSignal, "shutdown");
        QuorateServer server;
        try {
            server = QuorateServer.start(parsed, this::onFatal);
        } catch (StartException e) {
            LOG.error("Cannot start: {}", e.getMessage());
            LOG.debug("Cannot start", e);
            return e.exitCode();
        }
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        LOG.error("{}", what, cause);
        // Nothing may be acknowledged any more and no thread is to be trusted: no orderly shutdown, which could write.
        Runtime.getRuntime()
                .halt(
                        switch (kind) {
                            case STORAGE -> ExitCode.STORAGE_FAILED.code();
                            case INVARIANT -> ExitCode.UNEXPECTED_ERROR.code();
                        });
    }
}

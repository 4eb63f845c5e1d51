package io.quorate.bench;

import io.quorate.bench.compare.Contestant;
import io.quorate.bench.compare.Soak;
import io.quorate.bench.compare.Workspace;
import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Works servers modestly for a long time. Exit code 0: nothing has grown; 1: something has, or a reply was wrong; 2: bad arguments. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Works servers modestly for a long time, and sees whether heap, threads or descriptors grow.",
        footer = "Exit code: 0 nothing has grown; 1 something has, or a reply was wrong; 2 bad arguments.")
public final class SoakMain implements Callable<Integer> {
    private static final int STRETCHES_MIN = 4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TimingOptions timing;

    @Mixin
    private ServerOptions servers;

    @Option(
            names = "--stretches",
            defaultValue = "60",
            description = "After how many stretches it ends (default: ${DEFAULT-VALUE}).")
    private int stretches;

    @Option(
            names = "--stretch",
            defaultValue = "55",
            description = "Seconds of requests at the fixed rate in each; the rest of it takes about 5 more"
                    + " (default: ${DEFAULT-VALUE}).")
    private double stretchSeconds;

    @Option(names = "--rate", defaultValue = "500", description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--dir",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where data directories are made, and removed (default: ${DEFAULT-VALUE}).")
    private Path directory;

    private SoakMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new SoakMain());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (stretches < STRETCHES_MIN) {
            throw new ParameterException(
                    spec.commandLine(), "--stretches " + stretches + " (expected: >= " + STRETCHES_MIN + ")");
        }
        boolean good = true;
        try (Workspace workspace = Workspace.under(directory);
                LoadClient client = new LoadClient()) {
            Soak soak = new Soak(
                    workspace,
                    client,
                    timing.settings(false, servers.flagsUnderLoad(), servers.flagsOfStarts()),
                    rate,
                    this::say);
            for (Contestant contestant : servers.contestants()) {
                List<String> grown = soak.run(contestant, stretches, stretchSeconds);
                say(contestant.name() + (grown.isEmpty() ? ": nothing has grown" : " HAS GROWN: " + grown));
                good &= grown.isEmpty();
            }
        } catch (LoadFailedException e) {
            say("soak failed: " + e.getMessage());
            return 1;
        }
        return good ? 0 : 1;
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}

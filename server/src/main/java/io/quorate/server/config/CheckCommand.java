package io.quorate.server.config;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code zkServer.sh check}: says what a configuration means and whether a server could start with it here and now,
 * without starting one. Makes no directory and leaves nothing behind.
 */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration, and the directories and ports that it names.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:a server can start with it", "2:it cannot"})
public final class CheckCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int NOT_FINE = 2;

    @Option(names = "--all", description = "Print the keys that are not configured, too, with their defaults.")
    private boolean all;

    @Parameters(
            arity = "1..4",
            paramLabel = "ARG",
            description = "A configuration file, or: clientPort dataDir [tickTime [maxClientCnxns]]")
    private List<String> arguments;

    @Spec
    private CommandSpec spec;

    /** Checks what the arguments name, and ends the process with 0 or 2. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CheckCommand()).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ParsedConfig parsed;
        try {
            parsed = ConfigParser.parseArguments(arguments, System.getProperties());
        } catch (ConfigException e) {
            out.println("MISTAKE " + e.getMessage());
            e.others().forEach(m -> out.println("MISTAKE " + m));
            return verdict(out, 1 + e.others().size());
        }
        parsed.sources().render(all).forEach(out::println);
        parsed.warnings().forEach(w -> out.println(w.severity() + " " + w));
        SurroundingsCheck surroundings = new SurroundingsCheck(parsed.config());
        List<SurroundingsCheck.Finding> findings = surroundings.run();
        findings.forEach(f -> out.println(f.grade() + " " + f.text()));
        return verdict(
                out,
                findings.stream()
                        .filter(f -> f.grade() == SurroundingsCheck.Grade.PROBLEM)
                        .count());
    }

    private static int verdict(PrintWriter out, long problems) {
        out.println(problems == 0 ? "A server can start with this." : "A server cannot start with this.");
        out.flush();
        return problems == 0 ? FINE : NOT_FINE;
    }
}

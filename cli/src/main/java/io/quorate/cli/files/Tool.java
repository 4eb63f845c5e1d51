package io.quorate.cli.files;

import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.RecoveryOptions;
import io.quorate.txnlog.SnapOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all tools have in common: results go to standard output; all else, progress too, to standard error; {@code --help} tells
 * everything; a mistake is one line that says what to do, not a stack trace.
 */
@Command(
        usageHelpWidth = 110,
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nArguments:%n",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%n")
public abstract class Tool implements Callable<Integer> {
    /** What was asked for is done. */
    public static final int OK = 0;

    /** It could not be done. */
    public static final int FAILED = 1;

    /** Longer than any string or buffer that a server stores: a tool must not refuse what a server has written. */
    private static final int LENGTH_LIMIT = 1 << 30;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Something that the user has to put right; the message is all that is shown. */
    public static final class ToolException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        public ToolException(int exitCode, String message) {
            super(message);
            this.exitCode = exitCode;
        }
    }

    /** Runs a tool with the standard streams. Returns its exit code. */
    protected static int run(Tool tool, int usageExitCode, String... args) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        return run(tool, usageExitCode, out, err, args);
    }

    /**
     * Runs a tool.
     *
     * @param usageExitCode for wrong arguments
     */
    protected static int run(Tool tool, int usageExitCode, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(tool)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((mistake, all) -> usage(mistake, usageExitCode))
                .setExecutionExceptionHandler((failure, command, all) -> failed(failure, command));
        line.getSubcommands().values().forEach(each -> each.setOut(out).setErr(err));
        int exitCode = line.execute(args);
        out.flush();
        err.flush();
        return exitCode;
    }

    private static int usage(ParameterException mistake, int exitCode) {
        CommandLine line = mistake.getCommandLine();
        line.getErr().println(mistake.getMessage());
        line.getErr().print("Usage: " + line.getHelp().synopsis(0));
        line.getErr().println("Try --help.");
        return exitCode;
    }

    private static int failed(Exception failure, CommandLine line) {
        line.getOut().flush();
        if (failure instanceof ToolException mistake) {
            line.getErr().println(mistake.getMessage());
            return mistake.exitCode;
        }
        line.getErr().println("Error: " + message(failure));
        return FAILED;
    }

    private static String message(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + failure.getMessage();
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " exists already; move it away first";
        }
        return failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }

    /** How tools read what servers wrote: nodes of all types, of any length. */
    public static RecoveryOptions reading() {
        return new RecoveryOptions(
                0, new TreeOptions(true, false, true), LENGTH_LIMIT, 0, false, false, true, SnapOptions.DEFAULT);
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Says that the arguments are wrong in a way that picocli does not see. */
    protected final ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

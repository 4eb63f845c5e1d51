package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One command of the shell. The annotations of the class and its fields say all about its arguments, for the parser, for
 * {@code help} and for docs/zkcli.md: the synopsis is the line that Apache's shell shows, the footer has an example a line. An
 * instance serves one line, since its fields are filled from it.
 */
@Command(usageHelpWidth = 110, sortOptions = false)
abstract class ShellCommand {
    final String name() {
        return annotation().name();
    }

    /** Name and arguments, for people; a command without arguments ends in a blank, as in Apache's shell. */
    final String usage() {
        String synopsis = annotation().customSynopsis()[0];
        return synopsis.equals(name()) ? synopsis + " " : synopsis;
    }

    /** What it does. */
    final String description() {
        return String.join(" ", annotation().description());
    }

    /** Lines as a user may type them. */
    final List<String> examples() {
        return List.of(annotation().footer());
    }

    /** Whether it is an old form, which is understood but not shown. */
    final boolean isHidden() {
        return annotation().hidden();
    }

    /** Whether the command talks to a server. */
    boolean needsSession() {
        return true;
    }

    /** The exit code when it cannot be done, or not be understood. */
    int failureCode() {
        return ExitCode.FAILED;
    }

    /** Does the command and returns an {@link ExitCode}. IllegalArgumentException stands for an argument that is wrong. */
    abstract int run(Shell shell) throws KeeperException, CommandException, InterruptedException;

    /** The model of its arguments; filled by the next {@link #parse}. */
    CommandLine parser() {
        return new CommandLine(this).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Fills the fields from the words behind the name. */
    final void parse(List<String> words) throws CommandException {
        try {
            parser().parseArgs(words.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            String word = e.getUnmatched().get(0);
            throw new CommandException(word.startsWith("-") ? unrecognized(word) : surplus(word), e);
        } catch (MissingParameterException e) {
            throw new CommandException(usage() + "\n" + e.getMessage() + " (try: help " + name() + ")", e);
        } catch (ParameterException e) {
            throw new CommandException(e.getMessage() + " (try: help " + name() + ")", e);
        }
    }

    private String unrecognized(String option) {
        return "Unrecognized option: " + option + " (write -- before arguments that start with -; try: help " + name()
                + ")";
    }

    private String surplus(String word) {
        return usage() + "\nOne argument too many: " + word + " (put an argument with blanks in quotes; try: help "
                + name() + ")";
    }

    private Command annotation() {
        return getClass().getAnnotation(Command.class);
    }
}

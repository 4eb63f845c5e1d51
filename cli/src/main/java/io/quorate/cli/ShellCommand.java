package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One command of the shell. Its options and parameters are fields with picocli's annotations; an instance serves one line, since
 * they are filled from it.
 */
@Command
abstract class ShellCommand {
    private final String name;
    private final String arguments;

    /**
     * A command.
     *
     * @param arguments as the list of usages shows them
     */
    ShellCommand(String name, String arguments) {
        this.name = name;
        this.arguments = arguments;
    }

    final String name() {
        return name;
    }

    /** Name and arguments, for people. */
    final String usage() {
        return name + " " + arguments;
    }

    /** Whether the command talks to a server. */
    boolean needsSession() {
        return true;
    }

    /** Does the command and returns an {@link ExitCode}. IllegalArgumentException stands for an argument that is wrong. */
    abstract int run(Shell shell) throws KeeperException, CommandException, InterruptedException;

    /** Fills the fields from the words behind the name. */
    final void parse(List<String> words) throws CommandException {
        CommandLine parser = new CommandLine(this);
        try {
            parser.parseArgs(words.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            String word = e.getUnmatched().get(0);
            throw new CommandException(word.startsWith("-") ? unrecognized(word) : usage(), e);
        } catch (MissingParameterException e) {
            throw new CommandException(usage(), e);
        } catch (ParameterException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static String unrecognized(String option) {
        return "Unrecognized option: " + option + " (write -- before arguments that start with -)";
    }
}

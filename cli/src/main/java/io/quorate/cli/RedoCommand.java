package io.quorate.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Does an earlier line again. */
@Command(
        name = "redo",
        customSynopsis = "redo cmdno",
        description = "Does a line of the history again.",
        footer = {"redo 3"})
final class RedoCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "number", description = "Number of the line in the history.")
    private int number;

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) throws CommandException, InterruptedException {
        String line =
                number == shell.history().size() - 1 ? null : shell.history().line(number);
        if (line == null) {
            throw new CommandException("Command index out of range");
        }
        List<String> words = Words.of(line);
        if (words.get(0).equals(name())) {
            throw new CommandException("line " + number + " is \"" + line + "\" (expected: another command than redo)");
        }
        shell.history().replaceLast(line);
        return shell.command(words);
    }
}

package io.quorate.cli;

import java.util.List;
import picocli.CommandLine.Parameters;

/** Does an earlier line again. */
final class RedoCommand extends ShellCommand {
    @Parameters(index = "0")
    private int number;

    RedoCommand() {
        super("redo", "cmdno");
    }

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

package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells of all commands or of one. */
@Command(
        name = "help",
        customSynopsis = "help [command]",
        description = "Lists all commands, or tells the options of one, with examples.",
        footer = {"help", "help create"})
final class HelpCommand extends ShellCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "command", description = "All if not given.")
    private String command;

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) throws CommandException {
        if (command == null) {
            shell.out().println(Commands.usage());
            shell.out().println("help and a command: what it does, its options, and examples");
            return ExitCode.OK;
        }
        ShellCommand about = Commands.find(command);
        if (about == null) {
            throw new CommandException("help: there is no command " + command + " (help alone lists all)");
        }
        shell.out().println(HelpText.of(about));
        return ExitCode.OK;
    }
}

package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Switches the printing of events, or says how it is. */
@Command(
        name = "printwatches",
        customSynopsis = "printwatches on|off",
        description = "Switches the printing of events; without an argument, says how it is.",
        footer = {"printwatches off"})
final class PrintWatchesCommand extends ShellCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "onOrOff", description = "on or off")
    private String onOrOff;

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) throws CommandException {
        if (onOrOff == null) {
            shell.out().println("printwatches is " + (shell.printsEvents() ? "on" : "off"));
        } else {
            shell.printsEvents(isOn());
        }
        return ExitCode.OK;
    }

    private boolean isOn() throws CommandException {
        return switch (onOrOff) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new CommandException("printwatches: " + onOrOff + " (expected: on or off)");
        };
    }
}

package io.quorate.cli;

import picocli.CommandLine.Parameters;

/** Switches the printing of events, or says how it is. */
final class PrintWatchesCommand extends ShellCommand {
    @Parameters(index = "0", arity = "0..1")
    private String onOrOff;

    PrintWatchesCommand() {
        super("printwatches", "on|off");
    }

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

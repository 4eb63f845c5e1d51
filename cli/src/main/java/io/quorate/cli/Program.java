package io.quorate.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that may run only as long as the session of the shell lives. */
final class Program {
    private static final int SLICE_MILLIS = 200;

    private Program() {}

    /** Runs it with the streams of the shell. Returns its exit code; ends it when the session is over or the thread interrupted. */
    static int run(Shell shell, List<String> command, String why) throws CommandException, InterruptedException {
        shell.out().flush();
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new CommandException(
                    command.get(0) + " cannot be started: " + Reasons.of(e) + " (expected: a program of this machine)",
                    e);
        }
        shell.guards(process);
        try {
            while (!process.waitFor(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                if (shell.session().state().isFinal()) {
                    throw new CommandException("the session is over: " + why + "; " + command.get(0) + " was ended");
                }
            }
            return process.exitValue();
        } finally {
            process.destroy();
            shell.guards(null);
        }
    }
}

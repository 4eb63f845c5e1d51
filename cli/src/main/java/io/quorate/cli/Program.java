package io.quorate.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program of this machine that may run only as long as the session of the shell lives. */
final class Program {
    /** How long a program has to end when it is told to; then it is killed. */
    static final int END_LIMIT_MILLIS = 3000;

    private static final int SLICE_MILLIS = 200;

    private Program() {}

    /**
     * Runs it with the streams of the shell. Returns its exit code; ends it when the session is over or the thread interrupted.
     * It has ended when this returns or throws: what it needed may be another's then.
     */
    static int run(Shell shell, List<String> command, BooleanSupplier isOver, String why)
            throws CommandException, InterruptedException {
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
                if (isOver.getAsBoolean()) {
                    throw new CommandException("the session is over: " + why + "; " + command.get(0) + " was ended");
                }
            }
            return process.exitValue();
        } finally {
            try {
                end(process, END_LIMIT_MILLIS);
            } finally {
                shell.guards(null);
            }
        }
    }

    /** Tells a process to end, and kills it if it has not within the limit, or when the thread is interrupted. Waits for that. */
    static void end(Process process, int limitMillis) throws InterruptedException {
        process.destroy();
        try {
            process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
            // One that hangs in the kernel does not hear even that.
            process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
        }
    }
}

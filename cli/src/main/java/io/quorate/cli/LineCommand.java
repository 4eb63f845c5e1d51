package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.recipes.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Stands in a line, and runs a program, or lets the user go on, while it is the first. */
abstract class LineCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the lock or election; made if it is not there.")
    private String path;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "program",
            description = "A program of this machine, and its arguments.")
    private List<String> program = new ArrayList<>();

    /**
     * What has been taken.
     *
     * @param what for people
     * @param release gives it back; done when another can have it
     */
    record Held(String what, Supplier<CompletableFuture<Void>> release) {
        void giveBack() throws KeeperException, InterruptedException {
            Waiting.on(givingBack());
        }

        /** As {@link #giveBack}, without waiting. */
        CompletableFuture<Void> givingBack() {
            return release.get();
        }
    }

    final String path() {
        return path;
    }

    @Override
    CommandLine parser() {
        return super.parser().setStopAtPositional(true);
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        if (program.isEmpty() && shell.isOneShot()) {
            throw new CommandException(name() + ": name a program: without one it ends with this command, at once");
        }
        if (shell.held().containsKey(path)) {
            throw new CommandException(
                    name() + ": this session stands in line at " + path + " already (unlock " + path + ")");
        }
        Sessions sessions = shell.recipes();
        Held held = takeIn(sessions);
        if (program.isEmpty()) {
            shell.held().put(path, held);
            shell.err().println(held.what());
            return ExitCode.OK;
        }
        try {
            return Program.run(shell, program, sessions::isClosed, "it may be another's turn now");
        } finally {
            if (sessions.isClosed()) {
                // Not to be waited for: there is no server, or no session.
                held.givingBack();
            } else {
                held.giveBack();
            }
        }
    }

    private Held takeIn(Sessions sessions) throws KeeperException, CommandException, InterruptedException {
        try {
            return take(sessions);
        } catch (IllegalStateException e) {
            if (!sessions.isClosed()) {
                throw e;
            }
            throw new CommandException(name() + ": " + e.getMessage(), e);
        }
    }

    /** Waits for its turn. */
    abstract Held take(Sessions sessions) throws KeeperException, CommandException, InterruptedException;
}

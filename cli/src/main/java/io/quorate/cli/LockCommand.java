package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a lock, and runs a program while it has it. */
@Command(
        name = "lock",
        customSynopsis = "lock [-w seconds] path [program [arguments...]]",
        description =
                "Takes the lock of a path, as Apache Curator's InterProcessMutex does; runs the program while it has it, or, without"
                        + " one, keeps it until unlock or the end of the session. The exit code is that of the program. It is ended should the"
                        + " session be lost.",
        footer = {"lock /locks/deploy ./deploy.sh --all", "lock -w 10 /locks/deploy"})
final class LockCommand extends ShellCommand {
    private static final int MILLIS = 1000;

    @Option(names = "-w", paramLabel = "seconds", description = "Wait no longer; as long as it takes if not given.")
    private long waitSeconds = Long.MAX_VALUE / MILLIS;

    @Parameters(index = "0", paramLabel = "path", description = "Of the lock; made if it is not there.")
    private String path;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "program",
            description = "A program of this machine, and its arguments.")
    private List<String> program = new ArrayList<>();

    @Override
    CommandLine parser() {
        return super.parser().setStopAtPositional(true);
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        if (program.isEmpty() && shell.isOneShot()) {
            throw new CommandException("lock: name a program: without one the lock ends with this command, at once");
        }
        if (shell.held().containsKey(path)) {
            throw new CommandException("lock: " + path + " is taken by this session already (unlock " + path + ")");
        }
        Place place = Place.join(shell.session(), path, Place.LOCK, Names.host().getBytes(StandardCharsets.UTF_8));
        boolean keep = false;
        try {
            if (!place.awaitFirst(waitSeconds * MILLIS)) {
                throw new CommandException("lock: " + path + " is taken by others, for " + waitSeconds + " s now");
            }
            if (!program.isEmpty()) {
                return Program.run(shell, program, "the lock may be another's now");
            }
            keep = true;
            shell.held().put(path, place);
            shell.err().println("Locked " + path + " by " + place.node());
            return ExitCode.OK;
        } finally {
            if (!keep && !shell.session().state().isFinal()) {
                place.leave();
            }
        }
    }
}

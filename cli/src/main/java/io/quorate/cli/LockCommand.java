package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.Grant;
import io.quorate.recipes.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes a lock, and runs a program while it has it. */
@Command(
        name = "lock",
        customSynopsis = "lock [-w seconds] path [program [arguments...]]",
        description =
                "Takes the lock of a path, as Apache Curator's InterProcessMutex does; runs the program while it has it, or,"
                        + " without one, keeps it until unlock or the end of the session. The exit code is that of the program."
                        + " It is ended should the session be lost, or no server be reached for the session's timeout, and by"
                        + " Ctrl-C; the lock is given back when it has ended. It has 3 s for that, then it is killed.",
        footer = {"lock /locks/deploy ./deploy.sh --all", "lock -w 10 /locks/deploy"})
final class LockCommand extends LineCommand {
    @Option(names = "-w", paramLabel = "seconds", description = "Wait no longer; as long as it takes if not given.")
    private Long waitSeconds;

    @Override
    Held take(Sessions sessions) throws KeeperException, CommandException, InterruptedException {
        DistributedLock lock =
                new DistributedLock(sessions, path(), Names.host().getBytes(StandardCharsets.UTF_8));
        // Those that wait leave the line when they are interrupted.
        Optional<Grant> granted =
                waitSeconds == null ? Optional.of(lock.lock()) : lock.tryLock(Duration.ofSeconds(waitSeconds));
        Grant grant = granted.orElseThrow(
                () -> new CommandException("lock: " + path() + " is taken by others, for " + waitSeconds + " s now"));
        return new Held("Locked " + path() + " by " + grant.path(), grant::release);
    }
}

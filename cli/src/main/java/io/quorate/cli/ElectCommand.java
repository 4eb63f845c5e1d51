package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.Participant;
import io.quorate.recipes.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes part in an election, or tells who leads. */
@Command(
        name = "elect",
        customSynopsis = "elect [-l] [-i id] path [program [arguments...]]",
        description =
                "Takes part in the election of a path, as Apache Curator's LeaderLatch does: waits until it leads, then runs the"
                        + " program, or, without one, leads until unlock or the end of the session. A program is ended"
                        + " as that of lock is.",
        footer = {"elect -i worker-1 /app/leader ./lead.sh", "elect -l /app/leader"})
final class ElectCommand extends LineCommand {
    @Option(names = "-l", description = "Only list who takes part, with their ids; the leader first.")
    private boolean list;

    @Option(names = "-i", paramLabel = "id", description = "How to be called; the name of this machine if not given.")
    private String id;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        if (!list) {
            return super.run(shell);
        }
        for (Participant each : Waiting.on(latch(shell.recipes()).candidates())) {
            String name = each.znode().substring(each.znode().lastIndexOf('/') + 1);
            shell.out().println((each.isFirst() ? "leader    " : "candidate ") + each.text() + " " + name);
        }
        return ExitCode.OK;
    }

    @Override
    Held take(Sessions sessions) throws KeeperException, InterruptedException {
        LeaderLatch latch = latch(sessions).start();
        boolean elected = false;
        try {
            latch.await();
            elected = true;
        } finally {
            if (!elected) {
                latch.close();
            }
        }
        return new Held("Leading " + path() + " as " + called(), latch::closeAsync);
    }

    private LeaderLatch latch(Sessions sessions) {
        return new LeaderLatch(sessions, path(), called());
    }

    private String called() {
        return id == null ? Names.host() : id;
    }
}

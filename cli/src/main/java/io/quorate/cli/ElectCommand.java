package io.quorate.cli;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes part in an election, or tells who leads. */
@Command(
        name = "elect",
        customSynopsis = "elect [-l] [-i id] path [program [arguments...]]",
        description =
                "Takes part in the election of a path, as Apache Curator's LeaderLatch does: waits until it leads, then runs the"
                        + " program, or, without one, leads until unlock or the end of the session.",
        footer = {"elect -i worker-1 /app/leader ./lead.sh", "elect -l /app/leader"})
final class ElectCommand extends ShellCommand {
    @Option(names = "-l", description = "Only list who takes part, with their ids; the leader first.")
    private boolean list;

    @Option(names = "-i", paramLabel = "id", description = "How to be called; the name of this machine if not given.")
    private String id;

    @Parameters(index = "0", paramLabel = "path", description = "Of the election; made if it is not there.")
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
        if (list) {
            return list(shell);
        }
        if (program.isEmpty() && shell.isOneShot()) {
            throw new CommandException("elect: name a program: without one leadership ends with this command, at once");
        }
        if (shell.held().containsKey(path)) {
            throw new CommandException("elect: this session takes part in " + path + " already (unlock " + path + ")");
        }
        byte[] name = (id == null ? Names.host() : id).getBytes(StandardCharsets.UTF_8);
        Place place = Place.join(shell.session(), path, Place.LATCH, name);
        boolean keep = false;
        try {
            place.awaitFirst(Long.MAX_VALUE);
            if (!program.isEmpty()) {
                return Program.run(shell, program, "another may lead now");
            }
            keep = true;
            shell.held().put(path, place);
            shell.err().println("Leading " + path + " by " + place.node());
            return ExitCode.OK;
        } finally {
            if (!keep && !shell.session().state().isFinal()) {
                place.leave();
            }
        }
    }

    private int list(Shell shell) throws KeeperException, InterruptedException {
        BlockingZooKeeper session = shell.session().blocking();
        boolean leader = true;
        for (String name : Place.standing(session, path, Place.LATCH)) {
            try {
                byte[] data = session.getData(ZnodePath.child(path, name)).data();
                String called = data == null ? "" : new String(data, StandardCharsets.UTF_8);
                shell.out().println((leader ? "leader    " : "candidate ") + called + " " + name);
                leader = false;
            } catch (KeeperException e) {
                if (e.code() != ErrorCode.NO_NODE) {
                    throw e;
                }
            }
        }
        return ExitCode.OK;
    }
}

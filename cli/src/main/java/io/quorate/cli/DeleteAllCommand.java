package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a znode and all below it, children first. */
@Command(
        name = "deleteall",
        customSynopsis = "deleteall path [-b batch size]",
        description = "Deletes a znode and all below it.",
        footer = {"deleteall /app/old", "deleteall /app/old -b 100"})
final class DeleteAllCommand extends ShellCommand {
    private static final int DEFAULT_BATCH = 1000;

    @Option(
            names = "-b",
            paramLabel = "batch size",
            description = "How many deletions are under way at a time; default 1000.")
    private String batch;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        int atATime = batchSize();
        List<String> paths = Subtree.read(shell.session(), path, each -> {}).paths();
        for (int end = paths.size(); end > 0; end -= atATime) {
            delete(shell.session(), paths.subList(Math.max(0, end - atATime), end));
        }
        return ExitCode.OK;
    }

    /** Deletes them from the last to the first; the requests of a session are done in their order. */
    private static void delete(ZooKeeper session, List<String> paths) throws KeeperException, InterruptedException {
        List<CompletableFuture<Void>> replies = new ArrayList<>();
        for (int i = paths.size() - 1; i >= 0; i--) {
            replies.add(session.delete(paths.get(i), -1));
        }
        for (CompletableFuture<Void> reply : replies) {
            try {
                Waiting.on(reply);
            } catch (KeeperException e) {
                if (e.code() != ErrorCode.NO_NODE) {
                    throw e;
                }
            }
        }
    }

    private int batchSize() throws CommandException {
        try {
            int size = batch == null ? DEFAULT_BATCH : Integer.parseInt(batch);
            if (size > 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new CommandException("-b argument must be an int value", e);
        }
        throw new CommandException("-b argument must be an int value above 0");
    }
}

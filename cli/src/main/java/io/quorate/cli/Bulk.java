package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.jute.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Answers to one question about many znodes, with many requests under way at a time.
 *
 * @param answers one for each path, in their order; null for a znode that is gone or must not be read
 * @param refusals of what must not be read
 */
record Bulk<T>(List<T> answers, List<KeeperException> refusals) {
    private static final int WINDOW = 256;

    static <T> Bulk<T> ask(List<String> paths, Function<String, CompletableFuture<T>> question)
            throws KeeperException, InterruptedException {
        Bulk<T> bulk = new Bulk<>(new ArrayList<>(), new ArrayList<>());
        for (int at = 0; at < paths.size(); at += WINDOW) {
            List<CompletableFuture<T>> replies = paths.subList(at, Math.min(at + WINDOW, paths.size())).stream()
                    .map(question)
                    .toList();
            for (CompletableFuture<T> reply : replies) {
                bulk.answers.add(bulk.answer(reply));
            }
        }
        return bulk;
    }

    /** Says on standard error what could not be read, and returns the exit code. */
    static int tell(Shell shell, List<KeeperException> refusals) {
        refusals.forEach(refusal -> shell.err().println(Failures.text(refusal)));
        return refusals.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private T answer(CompletableFuture<T> reply) throws KeeperException, InterruptedException {
        try {
            return Waiting.on(reply);
        } catch (KeeperException e) {
            if (e.code() == ErrorCode.NO_AUTH) {
                refusals.add(e);
            } else if (e.code() != ErrorCode.NO_NODE) {
                throw e;
            }
            return null;
        }
    }
}

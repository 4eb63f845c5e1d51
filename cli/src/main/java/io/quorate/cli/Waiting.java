package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for the result of a request. */
final class Waiting {
    private Waiting() {}

    static <T> T on(CompletableFuture<T> result) throws KeeperException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException failure) {
                throw failure;
            }
            throw new IllegalStateException("request failed: " + e.getCause(), e.getCause());
        }
    }
}

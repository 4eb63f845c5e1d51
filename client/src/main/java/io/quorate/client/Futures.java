package io.quorate.client;

import java.util.concurrent.CompletableFuture;

/** What CompletableFuture lacks. */
final class Futures {
    private Futures() {}

    /** Completes one future as another completes. */
    static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }
}

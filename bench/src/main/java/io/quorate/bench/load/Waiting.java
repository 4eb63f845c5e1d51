package io.quorate.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the event loop does. */
final class Waiting {
    private Waiting() {}

    /** @throws LoadFailedException if it does not happen in time, or cannot */
    static <T> T await(CompletableFuture<T> event, double secondsMax, String what)
            throws InterruptedException, LoadFailedException {
        try {
            return event.get((long) (secondsMax * 1e9), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LoadFailedException("waited " + secondsMax + " s in vain for " + what, e);
        } catch (ExecutionException e) {
            throw new LoadFailedException(
                    "waited for " + what + ": " + e.getCause().getMessage(), e);
        }
    }
}

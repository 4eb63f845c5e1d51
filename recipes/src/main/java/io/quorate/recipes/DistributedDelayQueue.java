package io.quorate.recipes;

import io.quorate.client.CreateMode;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Elements that can be taken from some time on, the earliest first, by the clock of who takes them. Shares its znodes with
 * Curator's queue of this name.
 */
public final class DistributedDelayQueue extends ElementQueue {
    public DistributedDelayQueue(Sessions sessions, String path) {
        super(sessions, path, QueueItem.FRAMED, QueueItem.Naming.DELAY, CreateMode.PERSISTENT);
    }

    /** Adds an element. When this fails with ConnectionLoss, nobody knows whether it is in the queue. */
    public CompletableFuture<Void> offer(byte[] element, Instant from) {
        return offer(element, from.toEpochMilli());
    }
}

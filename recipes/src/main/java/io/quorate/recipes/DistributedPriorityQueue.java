package io.quorate.recipes;

import io.quorate.client.CreateMode;
import java.util.concurrent.CompletableFuture;

/** The smallest priority first, and the oldest of those. Shares its znodes with Curator's queue of this name. */
public final class DistributedPriorityQueue extends ElementQueue {
    public DistributedPriorityQueue(Sessions sessions, String path) {
        super(sessions, path, QueueItem.FRAMED, QueueItem.Naming.PRIORITY, CreateMode.PERSISTENT);
    }

    /** Adds an element. When this fails with ConnectionLoss, nobody knows whether it is in the queue. */
    public CompletableFuture<Void> offer(byte[] element, int priority) {
        return super.offer(element, priority);
    }
}

package io.quorate.recipes;

import io.quorate.client.CreateMode;
import java.util.concurrent.CompletableFuture;

/** First in, first out. Shares its znodes with a queue of Curator. */
public final class DistributedQueue extends ElementQueue {
    private DistributedQueue(Sessions sessions, String path, String kind, CreateMode parents) {
        super(sessions, path, kind, QueueItem.Naming.FIFO, parents);
    }

    /** A queue that shares its znodes with Curator's {@code DistributedQueue}, whose serializer gives bytes as they are. */
    public static DistributedQueue at(Sessions sessions, String path) {
        return new DistributedQueue(sessions, path, QueueItem.FRAMED, CreateMode.PERSISTENT);
    }

    /** A queue that shares its znodes with Curator's {@code SimpleDistributedQueue}. */
    public static DistributedQueue simple(Sessions sessions, String path) {
        return new DistributedQueue(sessions, path, QueueItem.SIMPLE, CreateMode.CONTAINER);
    }

    /** Adds an element. When this fails with ConnectionLoss, nobody knows whether it is in the queue. */
    public CompletableFuture<Void> offer(byte[] element) {
        return offer(element, 0);
    }
}

package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.util.concurrent.CompletableFuture;

/**
 * A queue that starts when all of its members are there: until then nothing can be taken, by anybody. Members stand, as ephemeral znodes, below
 * {@code members}; once there are enough of them, {@code started} is made and stays, and the elements are below {@code queue}.
 *
 * <p>A member whose session is lost before the start is not counted any more, and joins again in the next one. Curator has no such
 * queue. Any thread may call any method.
 */
public final class GatheringQueue implements AutoCloseable {
    private final Sessions sessions;
    private final String path;
    private final int members;
    private final PersistentNode self;
    private final ZnodeCache present;
    private final ZnodeCache started;
    private final DistributedQueue queue;
    private final CompletableFuture<Void> start = new CompletableFuture<>();

    /**
     * @param id of this member, unique in the queue
     * @param members who have to be there
     */
    public GatheringQueue(Sessions sessions, String path, String id, int members) {
        this.sessions = sessions;
        this.path = path;
        this.members = members;
        this.self = new PersistentNode(sessions, ZnodePath.child(path + "/members", id), Calls.localData());
        this.queue = DistributedQueue.at(sessions, path + "/queue");
        this.started = ZnodeCache.ofNode(sessions, path + "/started").addListener(new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                start.complete(null);
            }
        });
        this.present = ZnodeCache.ofChildren(sessions, path + "/members").addListener(new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                startIfAllAreThere();
            }

            @Override
            public void onSynced() {
                startIfAllAreThere();
            }
        });
    }

    /** Comes to the queue. Completes when it has started; late comers are let in at once. */
    public CompletableFuture<Void> join() {
        started.start();
        self.start();
        present.start();
        return start.copy();
    }

    /** Adds an element, before the start too. */
    public CompletableFuture<Void> offer(byte[] element) {
        return queue.offer(element);
    }

    /** The first element, once the queue has started and has one. */
    public CompletableFuture<byte[]> take() {
        return start.thenCompose(none -> queue.take());
    }

    /** How many members are there, as last heard of. */
    public int present() {
        return present.children().size();
    }

    /** Leaves. */
    @Override
    public void close() {
        self.close();
        present.close();
        started.close();
        queue.close();
    }

    /** After a disconnect the copy holds members that are gone, until it has been read again: they do not count. */
    private void startIfAllAreThere() {
        if (start.isDone() || !present.isSynced() || present.children().size() < members) {
            return;
        }
        Calls.make(sessions.current(), path + "/started", CreateMode.PERSISTENT).whenComplete((none, failure) -> {
            if (failure != null && Calls.code(failure) != ErrorCode.SESSION_EXPIRED) {
                start.completeExceptionally(Calls.unwrap(failure));
            }
        });
    }
}

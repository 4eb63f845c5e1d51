package io.quorate.quorum;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.PathRequest;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds containers that have become empty and TTL nodes that nobody changed for their time to live, and spreads their
 * deletion so that it stays below a rate (spec: client-protocol §6.5). Only the leader runs it.
 */
final class ContainerManager {
    private static final long MINUTE_MILLIS = 60_000;

    private final PeerOptions options;
    private final ArrayDeque<String> due = new ArrayDeque<>();
    private long nextCheckMillis;
    private long nextBatchMillis = Long.MAX_VALUE;

    ContainerManager(PeerOptions options, long nowMillis) {
        this.options = options;
        this.nextCheckMillis = nowMillis + options.containerCheckMillis();
    }

    long nextDeadlineMillis() {
        return Math.min(nextCheckMillis, nextBatchMillis);
    }

    /** The deletions to be requested now. */
    List<Request> poll(DataTree committed, long nowMillis, long wallMillis) {
        if (nowMillis >= nextCheckMillis) {
            nextCheckMillis = nowMillis + options.containerCheckMillis();
            if (due.isEmpty()) {
                findDue(committed, wallMillis);
                nextBatchMillis = nowMillis;
            }
        }
        List<Request> requests = new ArrayList<>();
        if (nowMillis >= nextBatchMillis) {
            // A sixtieth of the rate per second keeps the deletions from crowding out the clients' writes.
            int batch = Math.max(1, options.containersPerMinuteMax() / 60);
            while (!due.isEmpty() && requests.size() < batch) {
                requests.add(new Request(
                        0, 0, OpCode.DELETE_CONTAINER, new PathRequest(due.removeFirst()), List.of(), null));
            }
            nextBatchMillis = due.isEmpty()
                    ? Long.MAX_VALUE
                    : nowMillis + Math.max(1, MINUTE_MILLIS * batch / options.containersPerMinuteMax());
        }
        return requests;
    }

    private void findDue(DataTree committed, long wallMillis) {
        for (String path : committed.containers()) {
            DataNode container = committed.find(path);
            if (container.numChildren() == 0 && (container.persistedCversion() > 0 || isOld(container, wallMillis))) {
                due.add(path);
            }
        }
        for (String path : committed.ttlNodes()) {
            DataNode node = committed.find(path);
            if (node.numChildren() == 0 && wallMillis - node.mtime() > node.ttlMillis()) {
                due.add(path);
            }
        }
    }

    /** Whether a container that never had a child has had its time. */
    private boolean isOld(DataNode container, long wallMillis) {
        return options.containerNeverUsedMillis() > 0
                && wallMillis - container.mtime() > options.containerNeverUsedMillis();
    }
}

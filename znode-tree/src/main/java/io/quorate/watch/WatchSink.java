package io.quorate.watch;

import io.quorate.tree.AclList;

/**
 * Takes the events that a table has for its watchers, in the order in which they have to be sent.
 *
 * @param <W> what stands for a watcher, usually its connection
 */
@FunctionalInterface
public interface WatchSink<W> {
    /**
     * Tells a watcher of an event. For all watchers of one lookup {@code path} is the same object. May change the table;
     * must not trigger it.
     *
     * @param eventType one of {@link EventType}
     * @param acl what grants READ on the node the event is about; the event is to be dropped for a watcher that it does
     *     not let read (spec: client-protocol §8.3)
     */
    void deliver(W watcher, int eventType, String path, AclList acl);
}

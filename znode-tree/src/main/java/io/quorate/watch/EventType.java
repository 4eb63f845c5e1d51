package io.quorate.watch;

/** The types of the events that a server sends (spec: client-protocol §8.1). */
public final class EventType {
    /** The node was created. */
    public static final int NODE_CREATED = 1;
    /** The node was deleted. */
    public static final int NODE_DELETED = 2;
    /** The node's data was set. */
    public static final int NODE_DATA_CHANGED = 3;
    /** A child of the node was created or deleted. */
    public static final int NODE_CHILDREN_CHANGED = 4;

    private EventType() {}
}

package io.quorate.client;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.WatcherEvent;

/**
 * A change of a znode, or of the session when the type is {@link Type#NONE} (spec: client-protocol §8).
 *
 * @param path as the client names it; null for events of the session
 * @param zxid of the change; {@link #NO_ZXID} for events of the session, for those of before a reconnect, and from servers that do not tell
 */
public record WatchedEvent(Type type, State state, String path, long zxid) {
    /** The zxid of events that have none. */
    public static final long NO_ZXID = -1;

    /** An event of the session. */
    static WatchedEvent ofSession(State state) {
        return new WatchedEvent(Type.NONE, state, null, NO_ZXID);
    }

    /** What happened. */
    public enum Type {
        NONE("None"),
        NODE_CREATED("NodeCreated"),
        NODE_DELETED("NodeDeleted"),
        NODE_DATA_CHANGED("NodeDataChanged"),
        NODE_CHILDREN_CHANGED("NodeChildrenChanged"),
        DATA_WATCH_REMOVED("DataWatchRemoved"),
        CHILD_WATCH_REMOVED("ChildWatchRemoved"),
        PERSISTENT_WATCH_REMOVED("PersistentWatchRemoved");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** The type with a number that a server may send. */
        static Type ofNotification(int code) {
            return switch (code) {
                case WatcherEvent.NODE_CREATED -> NODE_CREATED;
                case WatcherEvent.NODE_DELETED -> NODE_DELETED;
                case WatcherEvent.NODE_DATA_CHANGED -> NODE_DATA_CHANGED;
                case WatcherEvent.NODE_CHILDREN_CHANGED -> NODE_CHILDREN_CHANGED;
                default -> throw new MalformedRecordException("watcherEvent.type: " + code + " (expected: 1 to 4)");
            };
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** How the session stood. */
    public enum State {
        DISCONNECTED("Disconnected"),
        SYNC_CONNECTED("SyncConnected"),
        AUTH_FAILED("AuthFailed"),
        CONNECTED_READ_ONLY("ConnectedReadOnly"),
        SASL_AUTHENTICATED("SaslAuthenticated"),
        EXPIRED("Expired"),
        CLOSED("Closed");

        private final String label;

        State(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Override
    public String toString() {
        return "WatchedEvent state:" + state + " type:" + type + " path:" + path + " zxid: " + zxid;
    }
}

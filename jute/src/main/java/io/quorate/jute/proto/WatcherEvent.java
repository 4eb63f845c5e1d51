package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * The body of a notification (spec: client-protocol §8.1).
 *
 * @param type what happened, one of the constants here
 * @param state the state of the session: always {@link #SYNC_CONNECTED}
 */
public record WatcherEvent(int type, int state, String path) implements JuteRecord {
    public static final int NODE_CREATED = 1;
    public static final int NODE_DELETED = 2;
    public static final int NODE_DATA_CHANGED = 3;
    public static final int NODE_CHILDREN_CHANGED = 4;
    public static final int SYNC_CONNECTED = 3;

    public static WatcherEvent read(JuteReader in) {
        return new WatcherEvent(
                in.readInt("watcherEvent.type"), in.readInt("watcherEvent.state"), in.readString("watcherEvent.path"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type);
        out.writeInt(state);
        out.writeString(path);
    }
}

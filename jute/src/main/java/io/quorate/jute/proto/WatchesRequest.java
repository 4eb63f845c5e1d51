package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Looks for or removes watches (checkWatches, removeWatches; spec: client-protocol §8.5).
 *
 * @param type which ones, one of the constants here, if valid
 */
public record WatchesRequest(String path, int type) implements NodeRequest {
    public static final int CHILDREN = 1;
    public static final int DATA = 2;
    public static final int ANY = 3;
    public static final int PERSISTENT = 4;
    public static final int PERSISTENT_RECURSIVE = 5;

    public static WatchesRequest read(JuteReader in) {
        return new WatchesRequest(in.readString("watchesRequest.path"), in.readInt("watchesRequest.type"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeInt(type);
    }
}

package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Leaves a watch that stays (addWatch; spec: client-protocol §8.2).
 *
 * @param mode one of the constants here, if valid
 */
public record AddWatchRequest(String path, int mode) implements NodeRequest {
    public static final int PERSISTENT = 0;
    public static final int PERSISTENT_RECURSIVE = 1;

    public static AddWatchRequest read(JuteReader in) {
        return new AddWatchRequest(in.readString("addWatchRequest.path"), in.readInt("addWatchRequest.mode"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeInt(mode);
    }
}

package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** A read that may leave a watch: exists, getData, getChildren, getChildren2. */
public record WatchedPathRequest(String path, boolean watch) implements NodeRequest {
    public static WatchedPathRequest read(JuteReader in) {
        return new WatchedPathRequest(
                in.readString("watchedPathRequest.path"), in.readBool("watchedPathRequest.watch"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBool(watch);
    }
}

package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * A request that is only a path: getACL, sync, getAllChildrenNumber, deleteContainer, and getEphemerals, where it is a prefix.
 */
public record PathRequest(String path) implements NodeRequest {
    public static PathRequest read(JuteReader in) {
        return new PathRequest(in.readString("pathRequest.path"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}

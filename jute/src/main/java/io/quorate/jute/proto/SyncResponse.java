package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** The path of the sync request, echoed (sync). */
public record SyncResponse(String path) implements Response {
    public static SyncResponse read(JuteReader in) {
        return new SyncResponse(in.readString("syncResponse.path"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}

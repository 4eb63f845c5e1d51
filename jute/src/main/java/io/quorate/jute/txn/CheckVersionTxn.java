package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * The trace a successful check leaves in a multi (type 13); applying it changes nothing.
 *
 * @param version the znode's version + 1
 */
public record CheckVersionTxn(String path, int version) implements Txn {
    public static CheckVersionTxn read(JuteReader in) {
        return new CheckVersionTxn(in.readString("checkVersionTxn.path"), in.readInt("checkVersionTxn.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeInt(version);
    }
}

package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Replaces a znode's data (type 5), or the ensemble's configuration (type 16: path /zookeeper/config, version -1).
 *
 * @param data may be null
 * @param version the version after the change
 */
public record SetDataTxn(String path, byte[] data, int version) implements Txn {
    public static SetDataTxn read(JuteReader in) {
        return new SetDataTxn(
                in.readString("setDataTxn.path"), in.readBuffer("setDataTxn.data"), in.readInt("setDataTxn.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeInt(version);
    }
}

package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** Deletes a znode (types 2 and 20). */
public record DeleteTxn(String path) implements Txn {
    public static DeleteTxn read(JuteReader in) {
        return new DeleteTxn(in.readString("deleteTxn.path"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}

package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Starts the session in the header (type -10).
 *
 * @param timeOut negotiated session timeout, ms
 */
public record CreateSessionTxn(int timeOut) implements Txn {
    public static CreateSessionTxn read(JuteReader in) {
        return new CreateSessionTxn(in.readInt("createSessionTxn.timeOut"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(timeOut);
    }
}

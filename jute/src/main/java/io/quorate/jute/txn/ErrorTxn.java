package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * The transaction of a refused request, which only takes a zxid (type -1); inside a multi, the mark that nothing of it is to
 * be applied.
 *
 * @param err an {@link io.quorate.jute.ErrorCode}
 */
public record ErrorTxn(int err) implements Txn {
    public static ErrorTxn read(JuteReader in) {
        return new ErrorTxn(in.readInt("errorTxn.err"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(err);
    }
}

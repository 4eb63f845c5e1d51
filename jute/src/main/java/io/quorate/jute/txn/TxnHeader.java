package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * Who asked for a transaction and what it is: 32 bytes (spec: storage-format §2.3).
 *
 * @param clientId the session
 * @param cxid the session's own number of the request
 * @param time the leader's wall clock, ms since 1970
 * @param type one of {@link io.quorate.jute.OpCode}
 */
public record TxnHeader(long clientId, int cxid, long zxid, long time, int type) implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 32;

    public static TxnHeader read(JuteReader in) {
        return new TxnHeader(
                in.readLong("txnHeader.clientId"),
                in.readInt("txnHeader.cxid"),
                in.readLong("txnHeader.zxid"),
                in.readLong("txnHeader.time"),
                in.readInt("txnHeader.type"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(clientId);
        out.writeInt(cxid);
        out.writeLong(zxid);
        out.writeLong(time);
        out.writeInt(type);
    }
}

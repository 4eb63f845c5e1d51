package io.quorate.jute.txn;

import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/**
 * A whole transaction: the contents of a log record and the data of PROPOSAL and INFORM (spec: storage-format §2.3).
 *
 * <pre>
 * +--------+---------------+---------------------------+
 * | header | txn by type   | digest, absent in error   |
 * | 32     | 0 or more     | txns and old logs: 0, 12  |
 * +--------+---------------+---------------------------+
 * </pre>
 *
 * @param digest null if the leader sent none
 */
public record TxnEntry(TxnHeader header, Txn txn, TxnDigest digest) implements JuteRecord {
    /** Decodes an array under {@link JuteLimits#DEFAULT_LENGTH_LIMIT}. */
    public static TxnEntry decode(byte[] bytes) {
        return decode(bytes, JuteLimits.DEFAULT_LENGTH_LIMIT);
    }

    /** Decodes an array, with a bound on the strings and buffers in it. */
    public static TxnEntry decode(byte[] bytes, int lengthLimit) {
        return read(new JuteReader(Unpooled.wrappedBuffer(bytes), lengthLimit));
    }

    /**
     * Takes all bytes that the reader has, because only their end tells whether there is a digest. Bytes beyond a
     * digest are ignored.
     *
     * @throws MalformedRecordException also for a type that is unknown or, as check, lives in multis only
     */
    public static TxnEntry read(JuteReader in) {
        TxnHeader header = TxnHeader.read(in);
        Txn txn = readTxn(header.type(), in);
        return new TxnEntry(header, txn, in.hasRemaining() ? TxnDigest.read(in) : null);
    }

    private static Txn readTxn(int type, JuteReader in) {
        return switch (type) {
            case OpCode.CLOSE_SESSION -> CloseSessionTxn.readBeforeDigest(in);
            case OpCode.CHECK -> throw new MalformedRecordException(
                    "txn type: 13 check (expected: inside a multi only)");
            default -> Txn.read(type, in);
        };
    }

    /** The encoding in a new array. */
    public byte[] encode() {
        return toBytes();
    }

    @Override
    public void write(JuteWriter out) {
        header.write(out);
        txn.write(out);
        if (digest != null) {
            digest.write(out);
        }
    }
}

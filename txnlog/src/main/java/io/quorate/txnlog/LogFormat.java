package io.quorate.txnlog;

import io.quorate.jute.txn.TxnHeader;
import java.nio.ByteBuffer;

/**
 * The layout of a log (spec: storage-format §2.1).
 *
 * <pre>
 * file:    "ZKLG" | int 2 | long 0 | records, back to back | zeros up to the preallocated size
 * record:  long Adler-32 of the bytes | int length | bytes | 0x42
 * </pre>
 */
final class LogFormat {
    static final int MAGIC = 0x5a4b4c47;
    static final int VERSION = 2;
    static final int HEADER_BYTES = 16;

    /** Checksum and length. */
    static final int PREFIX_BYTES = 12;

    static final byte END_BYTE = 0x42;

    /** What a record takes beside its bytes. */
    static final int FRAME_BYTES = PREFIX_BYTES + 1;

    static final int MIN_TXN_BYTES = TxnHeader.BYTES;

    /** Where the zxid is in a transaction: behind client id and cxid. */
    static final int ZXID_OFFSET = Long.BYTES + Integer.BYTES;

    /** Where the type is in a transaction. */
    static final int TYPE_OFFSET = ZXID_OFFSET + 2 * Long.BYTES;

    private LogFormat() {}

    static void putHeader(ByteBuffer out) {
        out.putInt(MAGIC).putInt(VERSION).putLong(0);
    }
}

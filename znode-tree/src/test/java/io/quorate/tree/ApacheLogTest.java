package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.TxnEntry;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A transaction log that a standalone server of release 3.9.5 wrote, with extended types: some 190 transactions, and the
 * digest of its tree after each that was no error.
 */
class ApacheLogTest {
    private static final String LOG = "apache-3.9.5-log.bin";
    private static final int LOG_HEADER_BYTES = 16;
    private static final int CHECKSUM_BYTES = 8;

    /**
     * A multi that changes the root both as "/" and as the parent of a new node: the server predicted a digest that its own tree did
     * not have. The digests after it are right again.
     */
    private static final long WRONGLY_PREDICTED = 0x2f;

    private static List<TxnEntry> entries() throws IOException {
        List<TxnEntry> entries = new ArrayList<>();
        try (InputStream file = ApacheLogTest.class.getResourceAsStream(LOG);
                DataInputStream in = new DataInputStream(file)) {
            in.skipNBytes(LOG_HEADER_BYTES);
            while (in.available() > CHECKSUM_BYTES) {
                in.skipNBytes(CHECKSUM_BYTES);
                entries.add(TxnEntry.decode(in.readNBytes(in.readInt())));
                assertThat(in.readByte()).isEqualTo((byte) 'B');
            }
        }
        return entries;
    }

    @Test
    void everyDigestIsOurs() throws IOException {
        DataTree tree = DataTree.fresh(1, new TreeOptions(true, false, true));
        TreeSet<Integer> types = new TreeSet<>();
        int digests = 0;
        for (TxnEntry entry : entries()) {
            tree = tree.apply(entry.header(), entry.txn()).after();
            if (entry.header().zxid() == WRONGLY_PREDICTED) {
                assertThat(tree.digest()).isNotEqualTo(entry.digest().treeDigest());
            } else if (entry.digest() != null) {
                assertThat(tree.digest())
                        .as("%s", entry)
                        .isEqualTo(entry.digest().treeDigest());
                digests++;
                types.add(entry.header().type());
                if (entry.txn() instanceof MultiTxn multi) {
                    multi.txns().forEach(sub -> types.add(sub.type()));
                }
            }
        }
        assertThat(digests).isGreaterThan(140);
        assertThat(types)
                .contains(
                        OpCode.CREATE_SESSION,
                        OpCode.CLOSE_SESSION,
                        OpCode.CREATE,
                        OpCode.CREATE2,
                        OpCode.CREATE_CONTAINER,
                        OpCode.CREATE_TTL,
                        OpCode.DELETE,
                        OpCode.SET_DATA,
                        OpCode.SET_ACL,
                        OpCode.MULTI,
                        OpCode.CHECK,
                        OpCode.ERROR);
        assertThat(tree.quotas()).hasSize(1);
    }
}

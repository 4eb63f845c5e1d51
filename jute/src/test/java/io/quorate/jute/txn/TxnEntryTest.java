package io.quorate.jute.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Apache;
import io.quorate.jute.Hex;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Samples;
import io.quorate.jute.proto.Acl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.apache.jute.Record;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateTTLTxn;
import org.apache.zookeeper.txn.CreateTxnV0;
import org.apache.zookeeper.txn.SetACLTxn;
import org.junit.jupiter.api.Test;

class TxnEntryTest {
    private static final int SAMPLES = 300;

    private static final Map<Integer, Class<? extends Record>> THEIRS = Map.ofEntries(
            Map.entry(OpCode.CREATE, org.apache.zookeeper.txn.CreateTxn.class),
            Map.entry(OpCode.CREATE2, org.apache.zookeeper.txn.CreateTxn.class),
            Map.entry(OpCode.CREATE_CONTAINER, CreateContainerTxn.class),
            Map.entry(OpCode.CREATE_TTL, CreateTTLTxn.class),
            Map.entry(OpCode.DELETE, org.apache.zookeeper.txn.DeleteTxn.class),
            Map.entry(OpCode.DELETE_CONTAINER, org.apache.zookeeper.txn.DeleteTxn.class),
            Map.entry(OpCode.SET_DATA, org.apache.zookeeper.txn.SetDataTxn.class),
            Map.entry(OpCode.RECONFIG, org.apache.zookeeper.txn.SetDataTxn.class),
            Map.entry(OpCode.SET_ACL, SetACLTxn.class),
            Map.entry(OpCode.CHECK, org.apache.zookeeper.txn.CheckVersionTxn.class),
            Map.entry(OpCode.MULTI, org.apache.zookeeper.txn.MultiTxn.class),
            Map.entry(OpCode.CREATE_SESSION, org.apache.zookeeper.txn.CreateSessionTxn.class),
            Map.entry(OpCode.CLOSE_SESSION, org.apache.zookeeper.txn.CloseSessionTxn.class),
            Map.entry(OpCode.ERROR, org.apache.zookeeper.txn.ErrorTxn.class));

    @Test
    void everyTypeEncodesLikeTheReleasedClasses() {
        THEIRS.forEach((type, theirs) -> {
            for (long seed = 0; type != OpCode.CHECK && seed < SAMPLES; seed++) {
                String what = OpCode.name(type) + ", seed " + seed;
                TxnEntry ours = new Samples(seed).entry(type);
                byte[] bytes = ours.encode();
                assertThat(encodeTheirs(ours, theirs)).as(what).isEqualTo(bytes);
                TxnEntry again = TxnEntry.decode(bytes);
                assertThat(Apache.values(again)).as(what).isEqualTo(Apache.values(ours));
                assertThat(again.encode()).as(what).isEqualTo(bytes);
            }
        });
    }

    /** Builds the same entry of released records, the transaction by way of its own bytes, and encodes that. */
    private static byte[] encodeTheirs(TxnEntry ours, Class<? extends Record> type) {
        TxnHeader header = ours.header();
        Record theirHeader = new org.apache.zookeeper.txn.TxnHeader(
                header.clientId(), header.cxid(), header.zxid(), header.time(), header.type());
        Record txn = ours.txn() instanceof MultiTxn multi
                ? theirMulti(multi)
                : Apache.decode(type, ours.txn().toBytes());
        return ours.digest() == null
                ? Apache.encode(theirHeader, txn)
                : Apache.encode(
                        theirHeader,
                        txn,
                        new org.apache.zookeeper.txn.TxnDigest(
                                ours.digest().version(), ours.digest().treeDigest()));
    }

    private static Record theirMulti(MultiTxn multi) {
        return new org.apache.zookeeper.txn.MultiTxn(multi.txns().stream()
                .map(each -> new org.apache.zookeeper.txn.Txn(
                        each.type(),
                        Apache.encode(Apache.decode(
                                THEIRS.get(each.type()), each.txn().toBytes()))))
                .toList());
    }

    @Test
    void allTypesAreCovered() {
        assertThat(THEIRS.keySet()).isEqualTo(Samples.TXN_TYPES.keySet());
        for (int type = -300; type <= 300; type++) {
            int unknown = type;
            if (!THEIRS.containsKey(type) || type == OpCode.CHECK) {
                assertThatThrownBy(() -> TxnEntry.decode(entryBytes(unknown, "00".repeat(100))))
                        .isInstanceOf(MalformedRecordException.class)
                        .hasMessageStartingWith("txn type: " + unknown + " ");
            }
        }
    }

    @Test
    void aRecordSeenInALog() {
        byte[] seen = Hex.bytes("01000027876d0000 00000000 0000000000000001 000001a1fced0eaf fffffff6 | 00002710 |"
                + "00000002 0000000051c6d660");
        Adler32 adler = new Adler32();
        adler.update(seen);
        assertThat(adler.getValue()).as("the checksum that stood before it").isEqualTo(0xceeb0adfL);
        TxnEntry entry = TxnEntry.decode(seen);
        assertThat(entry)
                .isEqualTo(new TxnEntry(
                        new TxnHeader(0x01000027876d0000L, 0, 1, 0x1a1fced0eafL, OpCode.CREATE_SESSION),
                        new CreateSessionTxn(10000),
                        new TxnDigest(2, 0x51c6d660L)));
        assertThat(entry.encode()).isEqualTo(seen);
    }

    @Test
    void anOldCreateDoesNotSayTheParentsCversion() {
        byte[] old = Apache.encode(
                new org.apache.zookeeper.txn.TxnHeader(1, 2, 3, 4, OpCode.CREATE),
                new CreateTxnV0("/a", new byte[] {1}, List.of(), true));
        CreateTxn txn = (CreateTxn) TxnEntry.decode(old).txn();
        assertThat(txn.parentCVersion())
                .isEqualTo(CreateTxn.UNKNOWN_PARENT_CVERSION)
                .isEqualTo(-1);
        assertThat(txn.path()).isEqualTo("/a");
        assertThat(txn.ephemeral()).isTrue();
        byte[] asCreate2 = old.clone();
        asCreate2[31] = OpCode.CREATE2;
        assertThatThrownBy(() -> TxnEntry.decode(asCreate2)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void anOldCloseSessionHasNoRecord() {
        TxnEntry bare = TxnEntry.decode(entryBytes(OpCode.CLOSE_SESSION, ""));
        assertThat(bare.txn()).isEqualTo(CloseSessionTxn.WITHOUT_PATHS);
        assertThat(bare.digest()).isNull();
        byte[] digested = entryBytes(OpCode.CLOSE_SESSION, "00000002 0000000051c6d660");
        TxnEntry entry = TxnEntry.decode(digested);
        assertThat(entry.txn()).isEqualTo(CloseSessionTxn.WITHOUT_PATHS);
        assertThat(entry.digest()).isEqualTo(new TxnDigest(2, 0x51c6d660L));
        assertThat(entry.encode()).isEqualTo(digested);
    }

    @Test
    void aPresentCloseSessionListsPaths() {
        String twoPaths = "00000002 00000002 2f61 00000002 2f62";
        for (String digest : List.of("", "00000002 0000000051c6d660")) {
            TxnEntry entry = TxnEntry.decode(entryBytes(OpCode.CLOSE_SESSION, twoPaths + digest));
            assertThat(entry.txn()).isEqualTo(new CloseSessionTxn(List.of("/a", "/b")));
        }
        assertThat(TxnEntry.decode(entryBytes(OpCode.CLOSE_SESSION, "00000000")).txn())
                .isEqualTo(new CloseSessionTxn(List.of()));
        assertThat(TxnEntry.decode(entryBytes(OpCode.CLOSE_SESSION, "00000000 00000002 0000000000000005")))
                .returns(new CloseSessionTxn(List.of()), TxnEntry::txn)
                .returns(new TxnDigest(2, 5), TxnEntry::digest);
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.CLOSE_SESSION, "ffffffff")))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void digestsMayBeMissingOrOfAnotherVersion() {
        assertThat(TxnEntry.decode(entryBytes(OpCode.DELETE, "00000002 2f61")).digest())
                .isNull();
        TxnDigest other = TxnEntry.decode(entryBytes(OpCode.DELETE, "00000002 2f61 00000003 0000000000000009"))
                .digest();
        assertThat(other).isEqualTo(new TxnDigest(3, 9));
        assertThat(other.isComparable()).isFalse();
        assertThat(new TxnDigest(2, 9).isComparable()).isTrue();
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.DELETE, "00000002 2f61 00000002 00")))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("digest.treeDigest: 1 bytes left");
    }

    @Test
    void aMultiWrapsEachRecordInABuffer() {
        MultiTxn multi = new MultiTxn(List.of(new SubTxn(OpCode.DELETE, new DeleteTxn("/a")), SubTxn.error(-101)));
        byte[] bytes = Hex.bytes("00000002 | 00000002 00000006 00000002 2f61 | ffffffff 00000004 ffffff9b");
        assertThat(multi.toBytes()).isEqualTo(bytes);
        assertThat(TxnEntry.decode(entryBytes(OpCode.MULTI, Hex.text(bytes))).txn())
                .isEqualTo(multi);
        assertThat(multi.isFailed()).isTrue();
        assertThat(new MultiTxn(multi.txns().subList(0, 1)).isFailed()).isFalse();
    }

    @Test
    void whatCannotStandInAMultiIsMalformed() {
        for (int type = -20; type <= 110; type++) {
            String entry = "00000001 %08x 00000000".formatted(type);
            assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.MULTI, entry)))
                    .as("type %d", type)
                    .isInstanceOf(MalformedRecordException.class);
        }
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.MULTI, "00000001 0000000e 00000004 00000000")))
                .hasMessageStartingWith("multiTxn.type: 14 multi (expected: ");
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.MULTI, "00000001 00000002 ffffffff")))
                .hasMessage("multiTxn.data: null (expected: the record of delete)");
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.MULTI, "ffffffff")))
                .hasMessage("multiTxn.txns: null (expected: a vector)");
    }

    @Test
    void aSubRecordCannotReadBeyondItsBuffer() {
        String tooShort = "00000001 00000002 00000005 00000002 2f | 61 00000000 00000000";
        assertThatThrownBy(() -> TxnEntry.decode(entryBytes(OpCode.MULTI, tooShort)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("deleteTxn.path: length 2 ");
    }

    @Test
    void theLengthLimitHoldsInsideMultis() {
        byte[] bytes = new TxnEntry(
                        new TxnHeader(1, 2, 3, 4, OpCode.MULTI),
                        new MultiTxn(List.of(
                                new SubTxn(OpCode.CREATE, new CreateTxn("/a", new byte[100], Acl.OPEN, false, 1)))),
                        null)
                .encode();
        assertThat(TxnEntry.decode(bytes, 1000).encode()).isEqualTo(bytes);
        assertThatThrownBy(() -> TxnEntry.decode(bytes, 99)).isInstanceOf(MalformedRecordException.class);
    }

    private static byte[] entryBytes(int type, String restHex) {
        byte[] header = new TxnHeader(0x100, 1, 0x500000001L, 1700000000000L, type).toBytes();
        byte[] rest = Hex.bytes(restHex);
        byte[] bytes = Arrays.copyOf(header, header.length + rest.length);
        System.arraycopy(rest, 0, bytes, header.length, rest.length);
        return bytes;
    }
}

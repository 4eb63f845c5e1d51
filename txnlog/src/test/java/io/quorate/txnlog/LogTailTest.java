package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

/** Which ends of a log are ends, and which are damage (spec: storage-format §2.4; hazards F2, F6, D3). */
class LogTailTest {
    private static final int RECORD = 40 + LogFormat.FRAME_BYTES;

    private final Harness harness;
    private final Path path;

    LogTailTest() throws IOException {
        harness = new Harness(1);
        path = harness.file("log.1");
    }

    /** Five records and preallocated zeros. */
    private byte[] log(boolean marked) throws IOException {
        harness.write(0, Harness.txns(1, 5));
        if (!marked) {
            harness.disk.delete(harness.file(DurableMark.NAME));
        }
        return harness.disk.contents(path);
    }

    private static int startOf(int zxid) {
        return LogFormat.HEADER_BYTES + (zxid - 1) * RECORD;
    }

    private LogTail tail() throws IOException {
        try (TxnIterator log = TxnIterator.open(harness.disk, Harness.DIR, 0, Long.MAX_VALUE)) {
            while (log.next() != null) {
                assertThat(log.lastTail()).isNull();
            }
            return log.lastTail();
        }
    }

    private List<Long> wholeBefore(int byteCount) {
        return List.of(1L, 2L, 3L, 4L, 5L).subList(0, Math.max(0, (byteCount - LogFormat.HEADER_BYTES) / RECORD));
    }

    private static boolean allZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }

    @Test
    void zerosAfterTheLastRecordAreTheNormalEnd() throws IOException {
        log(true);
        assertThat(harness.zxids()).hasSize(5);
        assertThat(tail()).isEqualTo(LogTail.clean(startOf(6)));
    }

    @Test
    void aFileCutAtAnyByteEndsWithItsLastWholeRecord() throws IOException {
        for (boolean marked : new boolean[] {false, true}) {
            byte[] whole = log(marked);
            for (int length = 0; length <= startOf(6); length++) {
                harness.disk.install(path, Arrays.copyOf(whole, length));
                if (marked && length == startOf(6)) {
                    continue;
                }
                assertThat(harness.zxids()).as("length " + length).isEqualTo(wholeBefore(length));
                boolean clean = length >= LogFormat.HEADER_BYTES
                        && allZero(whole, startOf(wholeBefore(length).size() + 1), length);
                assertThat(tail().torn() == null).as("length " + length).isEqualTo(clean);
            }
            harness.disk.delete(path);
        }
    }

    @Test
    void aTailOfZerosFromAnyByteIsTornWithoutAMarkAndRotWithOne() throws IOException {
        byte[] whole = log(true);
        DurableMark.Position mark = DurableMark.read(harness.disk, Harness.DIR);
        assertThat(mark).isEqualTo(new DurableMark.Position(1, startOf(6), 5));
        for (int from = LogFormat.HEADER_BYTES; from < startOf(6); from++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, from, torn.length, (byte) 0);
            harness.disk.install(path, torn);
            int at = from;
            assertThatThrownBy(harness::zxids)
                    .as("zeros from " + at)
                    .isInstanceOf(TxnLogException.class)
                    .hasMessageContaining("txnlog.mark")
                    .hasMessageContaining("log.1");
        }
        harness.disk.delete(harness.file(DurableMark.NAME));
        for (int from = LogFormat.HEADER_BYTES; from < startOf(6); from++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, from, torn.length, (byte) 0);
            harness.disk.install(path, torn);
            assertThat(harness.zxids()).as("zeros from " + from).isEqualTo(wholeBefore(from));
            assertThat(tail().mustCut()).isFalse();
        }
    }

    @Test
    void noChangedByteLosesARecordThatTheMarkCovers() throws IOException {
        byte[] whole = log(true);
        List<TxnRecord> expected = harness.read(0);
        for (int at = 0; at < startOf(6); at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << bit);
                harness.disk.install(path, changed);
                if (at >= 4 && at < LogFormat.HEADER_BYTES) {
                    assertThat(harness.read(0)).usingRecursiveComparison().isEqualTo(expected);
                    continue;
                }
                assertThatThrownBy(harness::zxids)
                        .as("byte " + at + " bit " + bit)
                        .isInstanceOfSatisfying(TxnLogException.class, e -> {
                            assertThat(e.file()).isEqualTo(path);
                            assertThat(e.offset()).isBetween(0L, (long) startOf(6));
                            assertThat(e).hasMessageContaining("expected").hasMessageContaining("ensemble");
                        });
            }
        }
    }

    /** Without a mark, as in Apache's directories, only the very last record can be taken for torn. */
    @Test
    void aChangedByteWithoutAMarkLosesAtMostTheLastRecord() throws IOException {
        byte[] whole = log(false);
        int torn = 0;
        for (int at = LogFormat.HEADER_BYTES; at < startOf(6); at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            harness.disk.install(path, changed);
            List<Long> read;
            try {
                read = harness.zxids();
            } catch (TxnLogException refused) {
                continue;
            }
            assertThat(at).as("byte").isGreaterThanOrEqualTo(startOf(5));
            assertThat(read).containsExactly(1L, 2L, 3L, 4L);
            torn++;
        }
        assertThat(torn).as("changes of the last length and end byte").isBetween(1, 5);
    }

    @Test
    void aWrongChecksumNamesEverythingOneNeeds() throws IOException {
        byte[] changed = log(false);
        changed[startOf(5) + LogFormat.PREFIX_BYTES + 36] ^= 1;
        harness.disk.install(path, changed);
        assertThatThrownBy(harness::zxids)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("/data/version-2/log.1 at byte " + startOf(5))
                .hasMessageContaining("zxid 0x5")
                .hasMessageMatching("(?s).*Adler-32.*: [0-9a-f]+ \\(expected, as stored: [0-9a-f]+\\).*")
                .hasMessageContaining("copy everything from the ensemble");
    }

    /** Hazard F2: what Apache leaves after a full disk. */
    @Test
    void recordsBehindATornOneAreDamage() throws IOException {
        byte[] whole = log(false);
        byte[] torn = new byte[whole.length + 30];
        System.arraycopy(whole, 0, torn, 0, startOf(4) + 30);
        System.arraycopy(whole, startOf(4), torn, startOf(4) + 30, whole.length - startOf(4));
        harness.disk.install(path, torn);
        assertThatThrownBy(harness::zxids)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("a whole record follows at byte " + (startOf(4) + 30));
    }

    @Test
    void lengthsThatNobodyWritesAreDamage() throws IOException {
        byte[] whole = log(false);
        ByteBuffer.wrap(whole).putInt(startOf(5) + Long.BYTES, -1);
        harness.disk.install(path, whole);
        assertThatThrownBy(harness::zxids).hasMessageContaining("length -1");

        ByteBuffer.wrap(whole).putInt(startOf(5) + Long.BYTES, 1 << 30);
        harness.disk.install(path, whole);
        assertThat(harness.zxids())
                .as("a record beyond the end of the file is torn")
                .hasSize(4);
    }

    @Test
    void aRecordTooShortForAHeaderIsDamage() throws IOException {
        byte[] whole = log(false);
        ByteBuffer out = ByteBuffer.wrap(whole).position(startOf(6));
        Adler32 adler = new Adler32();
        adler.update(new byte[] {1, 2, 3});
        out.putLong(adler.getValue()).putInt(3).put(new byte[] {1, 2, 3}).put(LogFormat.END_BYTE);
        harness.disk.install(path, whole);
        assertThatThrownBy(harness::zxids).hasMessageContaining("transaction of 3 bytes (expected: >= 32)");
    }

    /** What a power cut leaves of a batch that was never forced: any of its sectors. */
    @Test
    void recordsBehindALostSectorThatWasNeverForcedAreDropped() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 5));
        for (byte[] txn : Harness.txns(6, 40)) {
            log.append(Harness.zxid(txn), txn);
        }
        DurableMark.Position mark = DurableMark.read(harness.disk, Harness.DIR);
        log.force();
        DurableMark.moveTo(harness.disk, Harness.DIR, mark).close();
        byte[] torn = harness.disk.contents(path);
        Arrays.fill(torn, 1024, 1536, (byte) 0);
        harness.disk.install(path, torn);

        assertThat(harness.zxids()).hasSize((1024 - LogFormat.HEADER_BYTES) / RECORD);
        assertThat(tail().mustCut()).isTrue();
        harness.disk.delete(harness.file(DurableMark.NAME));
        assertThatThrownBy(harness::zxids).as("without the mark").hasMessageContaining("a whole record follows");
    }

    @Test
    void somethingElseIsNoLog() {
        harness.disk.install(path, "#!/bin/sh\necho this is not a log\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(harness::zxids)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("magic number 23212f62 (expected: 5a4b4c47");
    }

    @Test
    void emptyAndAllZeroFilesHoldNothing() throws IOException {
        for (int length : new int[] {0, 1, 15, 16, 5000}) {
            harness.disk.install(path, new byte[length]);
            assertThat(harness.zxids()).isEmpty();
            assertThat(tail().isEmpty()).isTrue();
        }
    }

    @Test
    void transactionsAreReadAcrossFilesFromAnyOn() throws IOException {
        FileTxnLog log = harness.log(0);
        for (int file = 0; file < 5; file++) {
            Harness.append(log, Harness.txns(file * 10 + 1, file * 10 + 10));
            log.roll();
        }
        for (long from = 0; from <= 51; from++) {
            for (long to = from; to <= 51; to += 7) {
                List<TxnRecord> read = Harness.read(harness.disk, Harness.DIR, from, to);
                long first = Math.max(1, from);
                long last = Math.min(50, to);
                assertThat(read).hasSize((int) Math.max(0, last - first + 1));
                for (TxnRecord record : read) {
                    assertThat(record.zxid()).isEqualTo(first++);
                    assertThat(record.bytes()).isEqualTo(Harness.txn(record.zxid()));
                }
            }
        }
    }

    /** As when a learner is sent history while new transactions come in. */
    @Test
    void theLogMayBeReadWhileItIsAppendedTo() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 300));
        try (TxnIterator reader = TxnIterator.open(harness.disk, Harness.DIR, 100, log.forcedZxid())) {
            for (long zxid = 100; zxid <= 200; zxid++) {
                assertThat(reader.next().zxid()).isEqualTo(zxid);
            }
            Harness.append(log, Harness.txns(301, 400));
            log.roll();
            Harness.append(log, Harness.txns(401, 500));
            for (long zxid = 201; zxid <= 300; zxid++) {
                assertThat(reader.next().zxid()).isEqualTo(zxid);
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
        log.close();
        assertThat(TxnIterator.bytesOfFilesFrom(harness.disk, Harness.DIR, 401))
                .isEqualTo(harness.disk.size(harness.file("log.191")));
        assertThat(TxnIterator.bytesOfFilesFrom(harness.disk, Harness.DIR, 400))
                .isEqualTo(harness.disk.size(harness.file("log.191")) + harness.disk.size(path));
    }

    @Test
    void aGapBetweenFilesIsDamageAndNamesBoth() throws IOException {
        harness.write(0, Harness.txns(1, 5));
        harness.write(5, Harness.txns(6, 9));
        harness.write(9, Harness.txns(10, 12));
        harness.disk.delete(harness.file("log.6"));
        assertThatThrownBy(harness::zxids)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("log.a at byte 16")
                .hasMessageContaining("zxid 0xa follows zxid 0x5 of /data/version-2/log.1");
        assertThat(harness.read(10)).hasSize(3);
    }

    /** Hazard F2: a torn tail in an older file is no error by itself, what it lost is. */
    @Test
    void aTornOlderFileIsDamageOnlyIfSomethingIsMissing() throws IOException {
        log(false);
        byte[] torn = Arrays.copyOf(harness.disk.contents(path), startOf(5) + 20);
        harness.write(5, Harness.txns(6, 9));
        harness.disk.install(path, torn);
        assertThatThrownBy(harness::zxids)
                .hasMessageContaining("log.6")
                .hasMessageContaining("log.1 (which ends at byte " + startOf(5) + ": length 40");

        harness.disk.delete(harness.file("log.6"));
        harness.write(4, Harness.txns(5, 9));
        assertThat(harness.zxids()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void aLaterEpochBeginsWithItsFirstTransaction() throws IOException {
        harness.write(0, Harness.txns(1, 5));
        long first = Zxid.of(3, 1);
        harness.write(5, Harness.txns(first, first + 1));
        assertThat(harness.zxids()).hasSize(7);
        harness.write(Zxid.of(4, 6), Harness.txns(Zxid.of(4, 7), Zxid.of(4, 8)));
        assertThatThrownBy(harness::zxids).hasMessageContaining("zxid 0x400000007 follows zxid 0x300000002");
    }

    @Test
    void aFileUnderAWrongNameIsRefused() throws IOException {
        harness.write(0, Harness.txns(1, 5));
        harness.disk.rename(path, harness.file("log.3"));
        assertThatThrownBy(harness::zxids)
                .hasMessageContaining("first zxid 0x1 (expected: the zxid in the file's name)");
    }

    @Test
    void repeatedTransactionsAreSkippedAndCounted() throws IOException {
        byte[] whole = log(false);
        byte[] doubled = Arrays.copyOf(whole, whole.length);
        System.arraycopy(whole, startOf(4), doubled, startOf(6), 2 * RECORD);
        harness.disk.install(path, doubled);
        try (TxnIterator log = TxnIterator.open(harness.disk, Harness.DIR, 0, Long.MAX_VALUE)) {
            for (long zxid = 1; zxid <= 5; zxid++) {
                assertThat(log.next().zxid()).isEqualTo(zxid);
            }
            assertThat(log.next()).isNull();
            assertThat(log.repeated()).isEqualTo(2);
        }
    }

    @Test
    void filesWithOtherNamesAreIgnored() throws IOException {
        harness.write(0, Harness.txns(1, 5));
        for (String name : List.of("log.xyz", "torn.log.6", "log", "log.", "spare.log", "notes", "log.9.gz")) {
            harness.disk.install(harness.file(name), new byte[] {1, 2, 3});
        }
        assertThat(harness.zxids()).hasSize(5);
    }
}

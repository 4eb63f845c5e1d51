package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotFormatTest {
    private final Harness harness;

    SnapshotFormatTest() throws IOException {
        harness = new Harness(1);
    }

    /** A description of everything in a tree, for comparison. */
    static Map<String, String> describe(DataTree tree) {
        Map<String, String> nodes = new TreeMap<>();
        tree.visit((path, length, node) -> nodes.put(
                new String(path, 0, length, StandardCharsets.UTF_8),
                Arrays.toString(node.data()) + node.statPersisted() + node.acl() + node.kind()));
        for (long session : tree.sessions()) {
            nodes.put("session " + session, tree.sessionTimeout(session) + " " + tree.ephemerals(session));
        }
        nodes.put("digest", tree.digest() + " " + Long.toHexString(tree.lastZxid()));
        return nodes;
    }

    private SnapshotFile.Loaded load(String name) throws IOException {
        return SnapshotFile.load(harness.disk, Harness.DIR, DataFileName.parse(name), Harness.options(), Runnable::run);
    }

    private FileSnap snaps(SnapCompression compression) {
        return new FileSnap(harness.disk, harness.dirs, new SnapOptions(compression, true));
    }

    /** Spec: storage-format §4.2. */
    @Test
    void theFirstSnapshotIsAsLongAsApaches() throws IOException {
        FileSnap.Saved saved = snaps(SnapCompression.NONE).save(DataTree.fresh(3, TreeOptions.DEFAULT));
        assertThat(saved.bytes()).isEqualTo(478);
        assertThat(saved.path()).isEqualTo(harness.file("snapshot.0"));
        byte[] bytes = harness.disk.contents(saved.path());
        assertThat(bytes).hasSize(478).startsWith('Z', 'K', 'S', 'N', 0, 0, 0, 2, -1, -1, -1, -1, -1, -1, -1, -1);
        assertThat(bytes).endsWith(0, 0, 0, 1, '/');
        // The digest trailer: zxid 0, version 2, the digest of the tree.
        ByteBuffer trailer = ByteBuffer.wrap(bytes, 478 - 2 * 13 - 8 - 20, 20);
        assertThat(trailer.getLong()).isZero();
        assertThat(trailer.getInt()).isEqualTo(2);
        assertThat(trailer.getLong()).isEqualTo(0x51C6D660L);
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void whatIsSavedIsLoaded(SnapCompression compression) throws IOException {
        TxnMaker maker = new TxnMaker(compression.name().hashCode());
        maker.make(400);
        maker.createWithData(600_000);
        FileSnap.Saved saved = snaps(compression).save(maker.tree());
        assertThat(saved.path().toString())
                .endsWith("snapshot." + Long.toHexString(maker.zxid()) + compression.suffix());
        assertThat(saved.nodes()).isEqualTo(maker.tree().nodeCount());
        assertThat(harness.disk.size(saved.path())).isEqualTo(saved.bytes());
        assertThat(SnapshotFile.looksComplete(harness.disk, saved.path())).isTrue();

        SnapshotFile.Loaded loaded = load(saved.path().getFileName().toString());
        assertThat(describe(loaded.tree())).isEqualTo(describe(maker.tree()));
        assertThat(loaded.trailers().zxid()).isEqualTo(maker.zxid());
        assertThat(loaded.trailers().digest().treeDigest())
                .isEqualTo(maker.tree().digest());
        assertThat(loaded.missingAcls()).isZero();
        assertThat(harness.names()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void noChangedByteGoesUnnoticed(SnapCompression compression) throws IOException {
        TxnMaker maker = new TxnMaker(5);
        maker.make(20);
        Path path = snaps(compression).save(maker.tree()).path();
        String name = path.getFileName().toString();
        byte[] whole = harness.disk.contents(path);
        Map<String, String> expected = describe(maker.tree());
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            harness.disk.install(path, changed);
            DataTree loaded;
            try {
                loaded = load(name).tree();
            } catch (IOException refused) {
                assertThat(refused.getMessage()).as("byte " + at).isNotBlank();
                continue;
            }
            // A byte of no meaning may change: version and database id, or one in the header of the compression.
            assertThat(describe(loaded)).as("byte " + at).isEqualTo(expected);
            if (compression == SnapCompression.NONE) {
                assertThat(at).isBetween(4, 15);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void noShortenedFileIsTaken(SnapCompression compression) throws IOException {
        TxnMaker maker = new TxnMaker(6);
        maker.make(10);
        Path path = snaps(compression).save(maker.tree()).path();
        byte[] whole = harness.disk.contents(path);
        int seal = SnapshotWriter.SEAL_BYTES;
        List<Integer> optional = compression == SnapCompression.NONE
                ? List.of(whole.length - 8 - seal, whole.length - 8 - seal - 20 - seal)
                : List.of();
        for (int length = 0; length < whole.length; length++) {
            harness.disk.install(path, Arrays.copyOf(whole, length));
            if (optional.contains(length)) {
                assertThat(describe(load(path.getFileName().toString()).tree())).isEqualTo(describe(maker.tree()));
                continue;
            }
            int shortened = length;
            assertThatThrownBy(() -> load(path.getFileName().toString()))
                    .as("length " + shortened)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void trailersAreOptional() throws IOException {
        TxnMaker maker = new TxnMaker(7);
        maker.make(30);
        Path path = snaps(SnapCompression.NONE).save(maker.tree()).path();
        byte[] whole = harness.disk.contents(path);
        int seal = SnapshotWriter.SEAL_BYTES;
        harness.disk.install(path, Arrays.copyOf(whole, whole.length - 8 - seal - 20 - seal));
        assertThat(load(path.getFileName().toString()).trailers()).isEqualTo(SnapshotTrailers.NONE);

        DataTree undigested = new TxnMaker(7, DataTree.fresh(1, new TreeOptions(true, false, false))).tree();
        Path without = snaps(SnapCompression.NONE).save(undigested).path();
        SnapshotTrailers trailers = load(without.getFileName().toString()).trailers();
        assertThat(trailers.zxid()).isZero();
        assertThat(trailers.digest()).isNull();
    }

    @Test
    void oldDigestsAreReadAndNotCompared() throws IOException {
        byte[] snapshot = snapshot(List.of(node("", -1)), out -> {
            out.writeLong(3);
            out.writeInt(1);
            out.writeString("abcdef");
        });
        harness.disk.install(harness.file("snapshot.3"), snapshot);
        SnapshotTrailers trailers = load("snapshot.3").trailers();
        assertThat(trailers.zxid()).isEqualTo(3);
        assertThat(trailers.hasComparableDigest()).isFalse();
    }

    @Test
    void aMissingAclClosesTheNodeAndIsCounted() throws IOException {
        List<Node> nodes = List.of(node("", -1), node("/a", 9), node("/b", -1), node("/\u00e9", 9), node("/c", 1));
        harness.disk.install(harness.file("snapshot.3"), snapshot(nodes, null));
        SnapshotFile.Loaded loaded = load("snapshot.3");
        assertThat(loaded.missingAcls()).isEqualTo(2);
        assertThat(loaded.tree().find("/a").acl()).isEqualTo(SnapshotDecoder.MISSING_ACL);
        assertThat(loaded.tree().find("/\u00e9").acl()).isEqualTo(SnapshotDecoder.MISSING_ACL);
        assertThat(loaded.tree().find("/b").acl().isOpen()).isTrue();
        assertThat(loaded.tree().find("/c").acl().entries()).isEqualTo(Acl.READ);
    }

    /** A buffer without an array is decoded value by value, one with an array mostly not: the result must be the same. */
    @Test
    void bothWaysOfDecodingAgree() {
        for (int seed = 0; seed < 50; seed++) {
            TxnMaker maker = new TxnMaker(seed);
            maker.make(100);
            ByteBuf body = Unpooled.buffer();
            new SnapshotEncoder(maker.tree()).encode(body, Integer.MAX_VALUE);
            DataTree plain = decode(body.duplicate(), seed);
            ByteBuf direct = Unpooled.directBuffer().writeBytes(body);
            try {
                assertThat(describe(plain)).as("seed " + seed).isEqualTo(describe(decode(direct, seed)));
            } finally {
                direct.release();
            }
            assertThat(plain.approximateDataSize()).isEqualTo(maker.tree().approximateDataSize());
            assertThat(plain.nodeCount()).isEqualTo(maker.tree().nodeCount());
            assertThat(plain.digest()).isEqualTo(maker.tree().digest());
        }
    }

    private static DataTree decode(ByteBuf body, long hashSeed) {
        SnapshotDecoder decoder = new SnapshotDecoder(hashSeed, TxnMaker.OPTIONS, 1 << 20);
        assertThat(decoder.decode(body)).isTrue();
        return decoder.build(1);
    }

    @Test
    void lengthsAboveTheLimitAreRefusedInTheSameWordsEitherWay() {
        for (int limit : new int[] {1, 5}) {
            List<String> messages = new ArrayList<>();
            for (boolean heap : new boolean[] {true, false}) {
                ByteBuf body = heap ? Unpooled.buffer() : Unpooled.directBuffer();
                try {
                    JuteWriter out = new JuteWriter(body);
                    out.writeInt(0);
                    out.writeInt(0);
                    writeNode(out, node("", -1), null);
                    writeNode(out, node("/a", -1), new byte[limit + 1]);
                    SnapshotDecoder decoder = new SnapshotDecoder(1, TxnMaker.OPTIONS, limit);
                    assertThatThrownBy(() -> decoder.decode(body))
                            .isInstanceOf(MalformedRecordException.class)
                            .satisfies(refused -> messages.add(refused.getMessage()));
                } finally {
                    body.release();
                }
            }
            assertThat(messages.get(0)).isEqualTo(messages.get(1)).contains("expected: -1 to " + limit);
        }
    }

    @Test
    void nodesWithoutParentOrTwiceAreRefused() {
        for (List<Node> nodes : List.of(
                List.of(node("", -1), node("/a/b", -1)),
                List.of(node("", -1), node("/a", -1), node("/a", -1)),
                List.of(node("/a", -1)),
                List.<Node>of())) {
            harness.disk.install(harness.file("snapshot.3"), snapshot(nodes, null));
            assertThatThrownBy(() -> load("snapshot.3")).as(nodes.toString()).isInstanceOf(IOException.class);
        }
    }

    /** The SNAP stream comes in pieces of any size, and is followed by other bytes. */
    @Test
    void theBodyCanBeReadInPieces() {
        TxnMaker maker = new TxnMaker(8);
        maker.make(60);
        ByteBuf body = Unpooled.buffer();
        assertThat(new SnapshotEncoder(maker.tree()).encode(body, Integer.MAX_VALUE))
                .isTrue();
        int length = body.readableBytes();
        body.writeBytes("signature".getBytes(StandardCharsets.US_ASCII));
        for (int piece : new int[] {1, 7, 64, 1000, length + 9}) {
            SnapshotDecoder decoder = new SnapshotDecoder(7, TxnMaker.OPTIONS, 1 << 20);
            ByteBuf in = Unpooled.buffer();
            int fed = 0;
            boolean ended = false;
            while (!ended) {
                int count = Math.min(piece, body.readableBytes() - fed);
                assertThat(count).isPositive();
                in.writeBytes(body, fed, count);
                fed += count;
                ended = decoder.decode(in);
            }
            assertThat(fed - in.readableBytes()).isEqualTo(length);
            assertThat(describe(decoder.build(maker.zxid()))).isEqualTo(describe(maker.tree()));
        }
    }

    @Test
    void theBodyCanBeWrittenInPieces() {
        TxnMaker maker = new TxnMaker(9);
        maker.make(60);
        ByteBuf whole = Unpooled.buffer();
        new SnapshotEncoder(maker.tree()).encode(whole, Integer.MAX_VALUE);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        SnapshotEncoder encoder = new SnapshotEncoder(maker.tree());
        ByteBuf out = Unpooled.buffer();
        boolean ended = false;
        while (!ended) {
            ended = encoder.encode(out, 100);
            assertThat(out.readableBytes()).isLessThan(100 + 1700);
            pieces.write(out.array(), 0, out.readableBytes());
            out.clear();
        }
        assertThat(pieces.toByteArray()).isEqualTo(Arrays.copyOf(whole.array(), whole.readableBytes()));
    }

    @Test
    void garbageIsRefusedWithoutTakingMemory() {
        ByteBuf counts = Unpooled.buffer().writeInt(-2);
        assertThatThrownBy(() -> new SnapshotDecoder(1, TxnMaker.OPTIONS, 1 << 20).decode(counts))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("session count: -2");
        ByteBuf length = Unpooled.buffer().writeInt(0).writeInt(0).writeInt(0).writeInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> new SnapshotDecoder(1, TxnMaker.OPTIONS, 1 << 20).decode(length))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aFailedSaveLeavesNothing() throws IOException {
        TxnMaker maker = new TxnMaker(10);
        maker.createWithData(100_000);
        harness.disk.faults().capacityBytes(8192);
        assertThatThrownBy(() -> snaps(SnapCompression.NONE).save(maker.tree())).hasMessageContaining("No space left");
        assertThat(harness.names()).isEmpty();
        harness.disk.faults().capacityBytes(Long.MAX_VALUE);
        harness.disk.faults().failNextForce();
        assertThatThrownBy(() -> snaps(SnapCompression.GZ).save(maker.tree())).isInstanceOf(IOException.class);
        assertThat(harness.names()).isEmpty();
    }

    @Test
    void compressionIsNamedAsInTheConfiguration() {
        assertThat(SnapCompression.ofMethod("")).isEqualTo(SnapCompression.NONE);
        assertThat(SnapCompression.ofMethod("gz")).isEqualTo(SnapCompression.GZ);
        assertThat(SnapCompression.ofMethod("snappy")).isEqualTo(SnapCompression.SNAPPY);
        assertThatThrownBy(() -> SnapCompression.ofMethod("zip")).hasMessageContaining("zip");
    }

    private record Node(String path, long aclId) {}

    private static Node node(String path, long aclId) {
        return new Node(path, aclId);
    }

    private interface Trailer {
        void write(JuteWriter out);
    }

    /** A snapshot with the given nodes, one session and one ACL, and perhaps one trailer. */
    private static byte[] snapshot(List<Node> nodes, Trailer trailer) {
        ByteBuf buffer = Unpooled.buffer();
        JuteWriter out = new JuteWriter(buffer);
        out.writeInt(SnapshotWriter.MAGIC);
        out.writeInt(2);
        out.writeLong(-1);
        out.writeInt(1);
        out.writeLong(77);
        out.writeInt(30000);
        out.writeInt(1);
        out.writeLong(1);
        out.writeVector(Acl.READ);
        for (Node node : nodes) {
            writeNode(out, node, null);
        }
        out.writeString("/");
        seal(buffer, out);
        if (trailer != null) {
            trailer.write(out);
            seal(buffer, out);
        }
        return Arrays.copyOf(buffer.array(), buffer.readableBytes());
    }

    private static void writeNode(JuteWriter out, Node node, byte[] data) {
        out.writeString(node.path());
        out.writeBuffer(data);
        out.writeLong(node.aclId());
        new StatPersisted(1, 1, 1, 1, 0, 0, 0, 0, 1).write(out);
    }

    private static void seal(ByteBuf buffer, JuteWriter out) {
        Adler32 adler = new Adler32();
        adler.update(buffer.array(), 0, buffer.readableBytes());
        out.writeLong(adler.getValue());
        out.writeString("/");
    }
}

package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.StatPersisted;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeStatTest {
    private static final byte[] NONE = {};

    /** Every combination of fields that are left out of the cell, for every kind. */
    @Test
    void whatIsPackedComesBack() {
        Random random = new Random(41);
        for (int flags = 0; flags < 256; flags++) {
            NodeKind kind = List.of(NodeKind.PERSISTENT, NodeKind.EPHEMERAL, NodeKind.CONTAINER, NodeKind.TTL)
                    .get(flags >> 6);
            long czxid = random.nextLong();
            long ctime = random.nextLong();
            StatPersisted stat = new StatPersisted(
                    czxid,
                    (flags & 1) == 0 ? czxid : random.nextLong(),
                    ctime,
                    (flags & 2) == 0 ? ctime : random.nextLong(),
                    (flags & 8) == 0 ? 0 : random.nextInt(),
                    (flags & 16) == 0 ? 0 : random.nextInt(),
                    (flags & 32) == 0 ? 0 : random.nextInt(),
                    ownerOf(kind),
                    (flags & 4) == 0 ? czxid : random.nextLong());
            byte[] name = new byte[random.nextInt(20)];
            byte[] data = random.nextInt(4) == 0 ? null : new byte[random.nextInt(50)];
            random.nextBytes(name);
            if (data != null) {
                random.nextBytes(data);
            }
            check(stat, kind, name, data);
        }
    }

    private static long ownerOf(NodeKind kind) {
        return switch (kind) {
            case PERSISTENT -> 0;
            case EPHEMERAL -> 0x100_0000_1234L;
            case CONTAINER -> NodeKind.CONTAINER_OWNER;
            case TTL -> NodeKind.ttlOwner(5000);
        };
    }

    private static void check(StatPersisted persisted, NodeKind kind, byte[] name, byte[] data) {
        NodeStat stat = new NodeStat();
        stat.load(persisted, kind);
        byte[] cell = stat.pack(name, 0, name.length, data, 0, data == null ? 0 : data.length);
        Cell.setDigest(cell, 0xCAFE);
        DataNode node = new DataNode(cell, AclList.OPEN, ChildMap.EMPTY);
        assertThat(node.statPersisted()).isEqualTo(persisted);
        assertThat(node.kind()).isEqualTo(kind);
        assertThat(node.data()).isEqualTo(data);
        assertThat(Cell.isNamed(node.cell, name, 0, name.length)).isTrue();
        assertThat(Cell.digest(cell)).isEqualTo(0xCAFE);

        NodeStat copy = new NodeStat();
        copy.load(cell);
        DataNode again = new DataNode(copy.pack(cell), AclList.OPEN, ChildMap.EMPTY);
        assertThat(again.statPersisted()).isEqualTo(persisted);
        assertThat(again.data()).isEqualTo(data);
        byte[] other = {1, 2, 3};
        DataNode changed = new DataNode(copy.pack(cell, other), AclList.OPEN, ChildMap.EMPTY);
        assertThat(changed.data()).isEqualTo(other);
        assertThat(Cell.isNamed(changed.cell, name, 0, name.length)).isTrue();
        assertThat(new DataNode(copy.pack(cell, null), AclList.OPEN, ChildMap.EMPTY).data())
                .isNull();
    }

    @Test
    void namesOfAnyLengthFit() {
        NodeStat stat = new NodeStat();
        stat.born(1, 2, 0, NodeKind.PERSISTENT);
        for (int length : new int[] {0, 1, 0x7ffe, 0x7fff, 0x8000, 100_000}) {
            byte[] name = new byte[length];
            new Random(length).nextBytes(name);
            byte[] cell = stat.pack(name, 0, length, new byte[] {9}, 0, 1);
            DataNode node = new DataNode(cell, AclList.OPEN, ChildMap.EMPTY);
            assertThat(Cell.isNamed(node.cell, name, 0, length))
                    .as("length %d", length)
                    .isTrue();
            assertThat(node.data()).containsExactly(9);
            assertThat(node.stat().czxid()).isEqualTo(1);
        }
    }

    @Test
    void aPlainNodeTakesSixteenBytesOfStat() {
        NodeStat stat = new NodeStat();
        stat.born(7, 8, 0, NodeKind.PERSISTENT);
        byte[] cell = stat.pack(new byte[8], 0, 8, new byte[100], 0, 100);
        assertThat(cell).hasSize(7 + 8 + 16 + 100);
    }

    @Test
    void nullAndEmptyDataDiffer() {
        NodeStat stat = new NodeStat();
        stat.born(7, 8, 0, NodeKind.PERSISTENT);
        assertThat(new DataNode(stat.pack(NONE, 0, 0, null, 0, 0), AclList.OPEN, ChildMap.EMPTY).data())
                .isNull();
        assertThat(new DataNode(stat.pack(NONE, 0, 0, NONE, 0, 0), AclList.OPEN, ChildMap.EMPTY).data())
                .isEmpty();
    }
}

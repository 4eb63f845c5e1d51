package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Spec: client-protocol §6.5. */
class NodeKindTest {
    private static final TreeOptions EXTENDED = new TreeOptions(true, false, true);
    private static final TreeOptions EMULATED = new TreeOptions(true, true, true);

    @Test
    void zeroAndTheContainerOwnerMeanTheSameEverywhere() {
        for (TreeOptions options : new TreeOptions[] {TreeOptions.DEFAULT, EXTENDED, EMULATED}) {
            assertThat(NodeKind.of(0, options)).isEqualTo(NodeKind.PERSISTENT);
            assertThat(NodeKind.of(0x8000000000000000L, options)).isEqualTo(NodeKind.CONTAINER);
            assertThat(NodeKind.of(0x0100_0000_0000_0001L, options)).isEqualTo(NodeKind.EPHEMERAL);
        }
    }

    @Test
    void aTtlIsASessionUnlessExtendedTypesAreOn() {
        long owner = NodeKind.ttlOwner(5000);
        assertThat(owner).isEqualTo(0xFF00_0000_0000_1388L);
        assertThat(NodeKind.of(owner, TreeOptions.DEFAULT)).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(owner, EXTENDED)).isEqualTo(NodeKind.TTL);
        assertThat(NodeKind.ttlOf(owner)).isEqualTo(5000);
    }

    @Test
    void aTtlOfTheOldFormatIsASessionUnlessEmulated() {
        long owner = 0x8000_0000_0000_1388L;
        assertThat(NodeKind.of(owner, EXTENDED)).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(owner, new TreeOptions(false, true, true))).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(NodeKind.of(owner, EMULATED)).isEqualTo(NodeKind.TTL);
        assertThat(NodeKind.ttlOf(owner)).isEqualTo(5000);
    }

    @Test
    void otherFeaturesOfExtendedTypesAreNotTtls() {
        assertThat(NodeKind.of(0xFF00_0100_0000_0001L, EXTENDED)).isEqualTo(NodeKind.EPHEMERAL);
    }

    @Test
    void timesToLiveHaveBounds() {
        assertThat(NodeKind.ttlOwner(1)).isEqualTo(0xFF00_0000_0000_0001L);
        assertThat(NodeKind.ttlOwner(0xFF_FFFF_FFFFL)).isEqualTo(0xFF00_00FF_FFFF_FFFFL);
        for (long ttl : new long[] {0, -1, 0x100_0000_0000L}) {
            assertThatThrownBy(() -> NodeKind.ttlOwner(ttl))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Long.toString(ttl));
        }
    }
}

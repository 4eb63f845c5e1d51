package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AclListTest {
    private static final Acl BOB = new Acl(3, new Id("digest", "bob:x"));
    private static final Acl ANN = new Acl(3, new Id("digest", "ann:x"));

    @Test
    void aMissingListAndAnOpenOneAreOpen() {
        assertThat(AclList.of(null)).isSameAs(AclList.OPEN);
        assertThat(AclList.of(new ArrayList<>(Acl.OPEN))).isSameAs(AclList.OPEN);
        assertThat(AclList.OPEN.isOpen()).isTrue();
        assertThat(AclList.READ.isOpen()).isFalse();
        assertThat(AclList.of(List.of()).isOpen()).isFalse();
        assertThat(AclList.of(List.of()).entries()).isEmpty();
    }

    @Test
    void equalListsAreEqualAndOrderMatters() {
        AclList both = AclList.of(List.of(BOB, ANN));
        assertThat(both).isEqualTo(AclList.of(List.of(BOB, ANN))).hasSameHashCodeAs(AclList.of(List.of(BOB, ANN)));
        assertThat(both).isNotEqualTo(AclList.of(List.of(ANN, BOB))).isNotEqualTo(AclList.of(List.of(BOB)));
    }

    @Test
    void theOrderAgreesWithEquality() {
        List<AclList> lists = List.of(
                AclList.OPEN,
                AclList.READ,
                AclList.of(List.of()),
                AclList.of(List.of(BOB)),
                AclList.of(List.of(ANN)),
                AclList.of(List.of(ANN, BOB)),
                AclList.of(List.of(new Acl(3, new Id(null, "bob:x")))),
                AclList.of(List.of(new Acl(3, new Id("digest", null)))));
        for (AclList a : lists) {
            for (AclList b : lists) {
                assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
                assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
            }
        }
    }

    @Test
    void thePoolSharesEqualListsAndStaysBounded() {
        TrieKeys keys = new TrieKeys(1);
        AclPool pool = AclPool.empty(keys);
        AclList bob = AclList.of(List.of(BOB));
        assertThat(pool.find(bob)).isNull();
        assertThat(pool.find(AclList.OPEN)).isSameAs(AclList.OPEN);
        pool = pool.with(bob, keys);
        assertThat(pool.find(AclList.of(List.of(BOB)))).isSameAs(bob);
        for (int i = 0; i < 10_000; i++) {
            pool = pool.with(AclList.of(List.of(new Acl(i, BOB.id()))), keys);
            assertThat(pool.known().size()).isLessThanOrEqualTo(4096);
        }
    }
}

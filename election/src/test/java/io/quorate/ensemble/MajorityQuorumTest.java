package io.quorate.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MajorityQuorumTest {
    @Test
    void needsMoreThanHalfOfTheVoters() {
        MajorityQuorum four = new MajorityQuorum(List.of(1L, 2L, 3L, 4L));
        assertThat(four.isQuorum(Set.of(1L, 2L))).isFalse();
        assertThat(four.isQuorum(Set.of(1L, 2L, 4L))).isTrue();
        assertThat(new MajorityQuorum(List.of(1L)).isQuorum(Set.of(1L))).isTrue();
    }

    @Test
    void strangersDoNotCount() {
        assertThat(new MajorityQuorum(List.of(1L, 2L, 3L)).isQuorum(Set.of(1L, 8L, 9L)))
                .isFalse();
    }

    @Test
    void refusesAnEnsembleWithoutVoters() {
        assertThatThrownBy(() -> new MajorityQuorum(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("voters: none");
    }
}

package io.quorate.server.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Names names = new Names();

    @Test
    void valuesGoByTheFirstNameOfThePath() {
        names.record("/a", 1);
        names.record("/a/b/c", 2);
        names.record("/ab/b", 5);
        names.record("/", 7);
        Map<String, Histogram.Snapshot> found = names.snapshot();
        assertThat(found).containsOnlyKeys("a", "ab");
        assertThat(found.get("a").sum()).isEqualTo(3);
        assertThat(found.get("ab").count()).isEqualTo(1);
    }

    @Test
    void aNameIsTheSameHoweverItComes() {
        names.record("/7/x", 1);
        names.of("7").record(2);
        assertThat(names.snapshot().get("7").count()).isEqualTo(2);
    }

    @Test
    void inventedNamesDoNotTakeAllTheRoom() {
        for (int i = 0; i < 3 * Names.NAMES_MAX; i++) {
            names.record("/n" + i, i);
        }
        names.record("/n0/again", 1);
        assertThat(names.snapshot()).hasSize(Names.NAMES_MAX);
        assertThat(names.snapshot().get("n0").count()).isEqualTo(2);
        assertThat(names.snapshot().get("n" + (Names.NAMES_MAX - 1)).max()).isEqualTo(Names.NAMES_MAX - 1);
    }
}

package io.quorate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.server.session.PathCounts.Asked;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathCountsTest {
    private static PathCounts counting(int slots, double rate) {
        return new PathCounts(new PathCounts.Options(slots, 10, 2, rate));
    }

    @Test
    void pathsCountByOperationAndTheirFirstNames() {
        PathCounts counts = counting(3, 1);
        counts.count(OpCode.GET_DATA, "/a/b/c/d", 0);
        counts.count(OpCode.GET_DATA, "/a/b/x", 1);
        counts.count(OpCode.GET_DATA, "/", 2);
        counts.count(OpCode.EXISTS, "/a", 3);
        counts.count(OpCode.PING, null, 4);
        assertThat(counts.recent(5))
                .isEqualTo(Map.of(
                        new Asked(OpCode.GET_DATA, "/a/b"), 2L,
                        new Asked(OpCode.GET_DATA, "/"), 1L,
                        new Asked(OpCode.EXISTS, "/a"), 1L));
    }

    @Test
    void whatIsOldIsForgotten() {
        PathCounts counts = counting(2, 1);
        counts.count(OpCode.EXISTS, "/old", 0);
        counts.count(OpCode.EXISTS, "/mid", 12);
        counts.count(OpCode.EXISTS, "/new", 24);
        assertThat(counts.recent(25))
                .containsOnlyKeys(new Asked(OpCode.EXISTS, "/mid"), new Asked(OpCode.EXISTS, "/new"));
        assertThat(counts.recent(50)).isEmpty();
    }

    @Test
    void aShareIsCountedForAll() {
        PathCounts counts = counting(1, 0.25);
        for (int i = 0; i < 400; i++) {
            counts.count(OpCode.EXISTS, "/a", 0);
        }
        assertThat(counts.recent(0)).containsExactly(Map.entry(new Asked(OpCode.EXISTS, "/a"), 400L));
    }

    @Test
    void inventedPathsDoNotTakeAllTheRoom() {
        PathCounts counts = counting(1, 1);
        for (int i = 0; i < 2 * PathCounts.PATHS_PER_SLOT_MAX; i++) {
            counts.count(OpCode.EXISTS, "/" + i, 0);
        }
        assertThat(counts.recent(0)).hasSize(PathCounts.PATHS_PER_SLOT_MAX);
    }

    @Test
    void theMostFrequentComeFirst() {
        Map<Integer, Map<String, Long>> top = PathCounts.top(
                Map.of(
                        new Asked(OpCode.EXISTS, "/a"), 5L,
                        new Asked(OpCode.EXISTS, "/b"), 7L,
                        new Asked(OpCode.EXISTS, "/c"), 1L,
                        new Asked(OpCode.CREATE, "/d"), 2L),
                2);
        assertThat(top).containsOnlyKeys(OpCode.CREATE, OpCode.EXISTS);
        assertThat(top.get(OpCode.EXISTS)).containsExactly(Map.entry("/b", 7L), Map.entry("/a", 5L));
    }
}

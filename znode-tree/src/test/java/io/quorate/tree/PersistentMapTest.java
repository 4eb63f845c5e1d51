package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
    private static final TrieKeys KEYS = new TrieKeys(99);

    @Test
    void mapIsAHashMapWhoseOldVersionsStay() {
        long seed = 11;
        Random random = new Random(seed);
        Map<Long, Integer> twin = new HashMap<>();
        PersistentMap<Long, Integer> map = PersistentMap.empty(KEYS.sessions);
        PersistentMap<Long, Integer> old = null;
        Map<Long, Integer> oldTwin = null;
        for (int step = 0; step < 5000; step++) {
            long key = random.nextInt(300) * 0x0100_0000_0000_0000L;
            if (random.nextInt(3) > 0) {
                map = map.with(key, step);
                twin.put(key, step);
            } else {
                map = map.without(key);
                twin.remove(key);
            }
            if (step == 2500) {
                old = map;
                oldTwin = new HashMap<>(twin);
            }
            assertThat(map.size()).as("seed %d step %d", seed, step).isEqualTo(twin.size());
            assertThat(map.get(key)).isEqualTo(twin.get(key));
        }
        checkEqual(map, twin);
        checkEqual(old, oldTwin);
    }

    private static void checkEqual(PersistentMap<Long, Integer> map, Map<Long, Integer> twin) {
        Map<Long, Integer> content = new HashMap<>();
        map.forEach(entry -> content.put(entry.key, entry.value));
        assertThat(content).isEqualTo(twin);
        assertThat(map.sortedKeys()).isEqualTo(new ArrayList<>(new TreeSet<>(twin.keySet())));
    }

    @Test
    void setIsATreeSetWhoseOldVersionsStay() {
        long seed = 12;
        Random random = new Random(seed);
        TreeSet<String> twin = new TreeSet<>();
        PersistentSet<String> set = PersistentSet.empty(KEYS.paths);
        PersistentSet<String> old = set;
        for (int step = 0; step < 5000; step++) {
            String key = "/é" + random.nextInt(200);
            if (random.nextInt(3) > 0) {
                set = set.with(key);
                twin.add(key);
            } else {
                set = set.without(key);
                twin.remove(key);
            }
            assertThat(set.size()).as("seed %d step %d", seed, step).isEqualTo(twin.size());
        }
        assertThat(set.sorted()).isEqualTo(new ArrayList<>(twin));
        assertThat(old.isEmpty()).isTrue();
        assertThat(old.iterator().hasNext()).isFalse();
    }

    @Test
    void setBuiltAtOnceIsTheSame() {
        List<String> elements = new ArrayList<>();
        PersistentSet<String> grown = PersistentSet.empty(KEYS.paths);
        for (int i = 0; i < 1000; i++) {
            elements.add("/node" + i);
            grown = grown.with("/node" + i);
        }
        PersistentSet<String> built = PersistentSet.of(elements, KEYS.paths);
        assertThat(built.size()).isEqualTo(1000);
        assertThat(built).containsExactlyElementsOf(grown);
        assertThat(built.get("/node7")).isEqualTo("/node7");
        assertThat(built.get("/node")).isNull();
    }
}

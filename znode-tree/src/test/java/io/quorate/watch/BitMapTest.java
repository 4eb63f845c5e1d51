package io.quorate.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitMapTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithHashMap(long seed) {
        Random random = new Random(seed);
        int keys = 1 << random.nextInt(12);
        BitMap map = new BitMap();
        Map<Integer, Integer> twin = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            // Mostly adding first, mostly removing later, so that the map grows and shrinks.
            boolean adds = random.nextInt(20_000) > step;
            int key = random.nextInt(keys);
            if (random.nextInt(2000) == 0) {
                int bits = 1 + random.nextInt(15);
                map.clearBits(bits);
                twin.replaceAll((k, old) -> old & ~bits);
                twin.values().removeIf(left -> left == 0);
            } else if (adds) {
                int bits = 1 + random.nextInt(15);
                map.put(key, bits);
                twin.put(key, bits);
            } else {
                map.remove(key);
                twin.remove(key);
            }
            assertThat(map.get(key)).as("seed %d step %d", seed, step).isEqualTo(twin.getOrDefault(key, 0));
            assertThat(map.size()).isEqualTo(twin.size());
        }
        assertThat(contents(map)).isEqualTo(twin);
    }

    @Test
    void holdsTheLargestKey() {
        BitMap map = new BitMap();
        map.put(BitMap.KEY_MAX, 15);
        assertThat(map.get(BitMap.KEY_MAX)).isEqualTo(15);
        assertThat(BitMap.keyOf(map.slot(0))).isEqualTo(BitMap.KEY_MAX);
    }

    @Test
    void givesMemoryBackWhenItEmpties() {
        BitMap map = new BitMap();
        for (int key = 0; key < 10_000; key++) {
            map.put(key, 1);
        }
        for (int key = 0; key < 9_999; key++) {
            map.remove(key);
        }
        assertThat(map.slotCount()).isLessThanOrEqualTo(16);
        assertThat(contents(map)).containsExactly(Map.entry(9_999, 1));
    }

    private static Map<Integer, Integer> contents(BitMap map) {
        Map<Integer, Integer> contents = new HashMap<>();
        for (int i = 0; i < map.slotCount(); i++) {
            int slot = map.slot(i);
            if (slot != 0) {
                contents.put(BitMap.keyOf(slot), BitMap.bitsOf(slot));
            }
        }
        return contents;
    }
}

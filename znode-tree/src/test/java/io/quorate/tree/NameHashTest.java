package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameHashTest {
    private static final NameHash HASH = new NameHash(0x5eed);

    @Test
    void isTheSameForStringsAndBytes() {
        Random random = new Random(21);
        for (int length = 0; length < 60; length++) {
            StringBuilder text = new StringBuilder("#");
            for (int i = 0; i < length; i++) {
                text.append((char) random.nextInt(0x80));
            }
            byte[] bytes = PathBytes.of(text.toString(), 0, length + 1);
            assertThat(HASH.ofAscii(text.toString(), 1, length + 1)).isEqualTo(HASH.of(bytes, 1, length + 1));
        }
    }

    @Test
    void dependsOnTheSeed() {
        byte[] name = PathBytes.of("name", 0, 4);
        Set<Integer> hashes = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            hashes.add(new NameHash(seed).of(name, 0, 4));
        }
        assertThat(hashes).hasSize(100);
    }

    @Test
    void spreadsSimilarNames() {
        int[] perTopBits = new int[32];
        Set<Integer> hashes = new HashSet<>();
        int names = 32_000;
        for (int i = 0; i < names; i++) {
            String name = "node" + i;
            int hash = HASH.ofAscii(name, 0, name.length());
            hashes.add(hash);
            perTopBits[hash >>> 27]++;
        }
        assertThat(hashes.size()).isGreaterThan(names - 5);
        for (int count : perTopBits) {
            assertThat(count).isBetween(800, 1200);
        }
    }

    /** The two words that collide for every factor if the polynomial is not modulo a prime. */
    @Test
    void tellsThueMorseWordsApart() {
        StringBuilder word = new StringBuilder();
        StringBuilder inverse = new StringBuilder();
        for (int i = 0; i < 4096; i++) {
            boolean odd = (Integer.bitCount(i) & 1) == 1;
            word.append(odd ? "bbbbbbb" : "aaaaaaa");
            inverse.append(odd ? "aaaaaaa" : "bbbbbbb");
        }
        int length = word.length();
        assertThat(HASH.ofAscii(word.toString(), 0, length)).isNotEqualTo(HASH.ofAscii(inverse.toString(), 0, length));
    }

    @Test
    void tellsAsciiFromTheRest() {
        assertThat(NameHash.isAscii("aé", 0, 1)).isTrue();
        assertThat(NameHash.isAscii("aé", 0, 2)).isFalse();
        assertThat(NameHash.isAscii("", 0, 0)).isTrue();
        assertThat(NameHash.isAscii("\u0080", 0, 1)).isFalse();
    }
}

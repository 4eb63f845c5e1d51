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
            assertThat((int) HASH.ofAscii(text.toString(), 1, length + 1)).isEqualTo(HASH.of(bytes, 1, length + 1));
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
            int hash = HASH.of(name);
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
        assertThat(HASH.of(word.toString())).isNotEqualTo(HASH.of(inverse.toString()));
    }

    @Test
    void tellsAsciiFromTheRest() {
        assertThat(HASH.ofAscii("aé", 0, 1)).isNotNegative().isEqualTo(HASH.ofAscii("a", 0, 1));
        assertThat(HASH.ofAscii("aé", 0, 2)).isEqualTo(NameHash.NOT_ASCII);
        assertThat(HASH.ofAscii("aaaaaaaé-", 0, 9)).isEqualTo(NameHash.NOT_ASCII);
        assertThat(HASH.ofAscii("\u0080", 0, 1)).isEqualTo(NameHash.NOT_ASCII);
        assertThat(HASH.ofAscii("", 0, 0)).isNotNegative();
    }

    @Test
    void hashesAnyString() {
        for (String text : new String[] {"", "abc", "/é/€uro", "\ud83d\ude00"}) {
            byte[] bytes = PathBytes.of(text, 0, text.length());
            assertThat(HASH.of(text)).isEqualTo(HASH.of(bytes, 0, bytes.length));
        }
    }
}

package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tree.HashTrie.Collision;
import io.quorate.tree.TrieNodes.Branch;
import io.quorate.tree.TrieNodes.Twig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class HashTrieTest {
    /** An entry with a key, and a value that tells it from others of that key. */
    private record Pair(int key, int value) {}

    private record PairKeys(IntUnaryOperator hash) implements HashTrie.Keys<Integer, Pair> {
        @Override
        public Integer key(Pair entry) {
            return entry.key;
        }

        @Override
        public int hash(Pair entry) {
            return hash.applyAsInt(entry.key);
        }

        @Override
        public int compare(Integer key, Pair entry) {
            return Integer.compare(key, entry.key);
        }
    }

    private static final PairKeys SPREAD = new PairKeys(key -> key * 0x9E3779B9);
    private static final PairKeys CONSTANT = new PairKeys(key -> 0x1234_5678);
    private static final PairKeys FEW_HASHES = new PairKeys(key -> (key % 7) * 0x9E3779B9);
    private static final PairKeys HIGH_BITS_EQUAL = new PairKeys(key -> key % 50);
    private static final PairKeys LOW_BITS_EQUAL = new PairKeys(key -> key % 50 << 27 | 5);

    @Test
    void isAMapForGoodHashes() {
        checkAgainstHashMap(SPREAD, 1, 3000, 400);
    }

    @Test
    void isAMapWhenAllHashesCollide() {
        checkAgainstHashMap(CONSTANT, 2, 1500, 60);
    }

    @Test
    void isAMapWhenManyHashesCollide() {
        checkAgainstHashMap(FEW_HASHES, 3, 2000, 60);
    }

    @Test
    void isAMapWhenHashesDifferOnlyAtOneEnd() {
        checkAgainstHashMap(HIGH_BITS_EQUAL, 4, 2000, 120);
        checkAgainstHashMap(LOW_BITS_EQUAL, 5, 2000, 120);
    }

    @Test
    void fewEntriesFoldBack() {
        for (PairKeys keys : List.of(SPREAD, CONSTANT, FEW_HASHES, HIGH_BITS_EQUAL, LOW_BITS_EQUAL)) {
            checkAgainstHashMap(keys, 6, 300, 4);
        }
    }

    private static void checkAgainstHashMap(PairKeys keys, long seed, int steps, int keyRange) {
        Random random = new Random(seed);
        Map<Integer, Pair> twin = new HashMap<>();
        Object trie = null;
        List<Object> oldTries = new ArrayList<>();
        List<Map<Integer, Pair>> oldTwins = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            Integer key = random.nextInt(keyRange);
            int hash = keys.hash.applyAsInt(key);
            Pair present = HashTrie.find(trie, hash, key, keys);
            assertThat(present).as("seed %d step %d", seed, step).isSameAs(twin.get(key));
            Pair pair = new Pair(key, step);
            if (present == null || random.nextInt(4) == 0) {
                trie = HashTrie.put(trie, hash, pair, keys);
                twin.put(key, pair);
            } else if (random.nextBoolean()) {
                trie = HashTrie.replace(trie, hash, present, pair);
                twin.put(key, pair);
            } else {
                trie = HashTrie.remove(trie, hash, present);
                twin.remove(key);
            }
            if (step % 97 == 0 || keyRange < 10) {
                oldTries.add(trie);
                oldTwins.add(new HashMap<>(twin));
                checkEqual(trie, twin, keys);
            }
        }
        for (int i = 0; i < oldTries.size(); i++) {
            checkEqual(oldTries.get(i), oldTwins.get(i), keys);
        }
    }

    /** Same entries, in the order of the hashes; and the shape that building at once gives, whatever the history. */
    private static void checkEqual(Object trie, Map<Integer, Pair> twin, PairKeys keys) {
        List<Pair> entries = new ArrayList<>();
        new TrieIterator<Pair>(trie).forEachRemaining(entries::add);
        assertThat(entries).containsExactlyInAnyOrderElementsOf(twin.values());
        List<Pair> sorted = new ArrayList<>(entries);
        sorted.sort((a, b) -> {
            int order = Integer.compareUnsigned(keys.hash(a), keys.hash(b));
            return order != 0 ? order : Integer.compare(a.key, b.key);
        });
        assertThat(entries).isEqualTo(sorted);
        Collections.shuffle(sorted, new Random(7));
        assertThat(shape(trie)).isEqualTo(shape(HashTrie.build(sorted.toArray(), sorted.size(), keys)));
        for (Pair each : twin.values()) {
            assertThat(HashTrie.find(trie, keys.hash(each), (Integer) each.key, keys))
                    .isSameAs(each);
        }
    }

    private static String shape(Object node) {
        if (TrieNodes.isInner(node)) {
            checkForm(node);
            StringBuilder text = new StringBuilder(node.getClass().getSimpleName()).append('(');
            for (int i = 0; i < TrieNodes.width(node); i++) {
                text.append(shape(TrieNodes.at(node, i))).append(' ');
            }
            return text.append(')').toString();
        }
        return node instanceof Collision collision ? Arrays.toString(collision.entries) : String.valueOf(node);
    }

    private static void checkForm(Object inner) {
        int count = TrieNodes.count(inner);
        assertThat(count).isBetween(1, 32);
        Class<?> form = count <= 3 ? Twig.class : count <= 15 ? Branch.class : Object[].class;
        assertThat(inner).isInstanceOf(form);
        if (count == 1) {
            assertThat(TrieNodes.isInner(TrieNodes.at(inner, 0)))
                    .as("only child")
                    .isTrue();
        }
    }

    @Test
    void buildRefusesAKeyGivenTwice() {
        Object[] entries = {new Pair(1, 1), new Pair(2, 1), new Pair(1, 2)};
        assertThatThrownBy(() -> HashTrie.build(entries, 3, SPREAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> HashTrie.build(entries, 3, CONSTANT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void buildUsesOnlyAsManyEntriesAsItIsTold() {
        Object[] entries = {new Pair(1, 1), new Pair(2, 1), null};
        Object trie = HashTrie.build(entries, 2, SPREAD);
        assertThat(HashTrie.find(trie, SPREAD.hash.applyAsInt(2), (Integer) 2, SPREAD))
                .isSameAs(entries[1]);
        assertThat(HashTrie.<Integer, Pair>build(entries, 0, SPREAD)).isNull();
    }

    @Test
    void replacingOrRemovingWhatIsNotThereIsAnError() {
        Pair one = new Pair(1, 1);
        Object trie = HashTrie.put(null, 5, one, CONSTANT);
        Pair equal = new Pair(1, 1);
        assertThatThrownBy(() -> HashTrie.replace(trie, 5, equal, equal)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> HashTrie.remove(trie, 5, equal)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneEntryNeedsNoBranch() {
        Pair one = new Pair(1, 1);
        Pair two = new Pair(2, 2);
        Object trie = HashTrie.put(null, SPREAD.hash(one), one, SPREAD);
        assertThat(trie).isSameAs(one);
        trie = HashTrie.put(trie, SPREAD.hash(two), two, SPREAD);
        assertThat(HashTrie.remove(trie, SPREAD.hash(one), one)).isSameAs(two);
        assertThat(HashTrie.remove(two, SPREAD.hash(two), two)).isNull();
    }

    @Test
    void iteratingBeyondTheEndIsAnError() {
        TrieIterator<Pair> none = new TrieIterator<>(null);
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(java.util.NoSuchElementException.class);
    }
}

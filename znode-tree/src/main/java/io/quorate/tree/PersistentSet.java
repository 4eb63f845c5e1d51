package io.quorate.tree;

import io.quorate.tree.HashTrie.Keys;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** An immutable set; a changed one shares almost everything with the old one. Iterates in the order of the hashes. */
final class PersistentSet<K extends Comparable<? super K>> implements Iterable<K> {
    private final Keys<K, K> keys;
    private final int size;
    private final Object trie;

    private PersistentSet(Keys<K, K> keys, int size, Object trie) {
        this.keys = keys;
        this.size = size;
        this.trie = trie;
    }

    static <K extends Comparable<? super K>> PersistentSet<K> empty(Keys<K, K> keys) {
        return new PersistentSet<>(keys, 0, null);
    }

    /** The set of a list of keys that all differ. */
    static <K extends Comparable<? super K>> PersistentSet<K> of(List<K> elements, Keys<K, K> keys) {
        return new PersistentSet<>(keys, elements.size(), HashTrie.build(elements.toArray(), elements.size(), keys));
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The element that equals this one, or null. */
    K get(K key) {
        return HashTrie.find(trie, keys.hash(key), key, keys);
    }

    PersistentSet<K> with(K key) {
        int hash = keys.hash(key);
        boolean present = HashTrie.find(trie, hash, key, keys) != null;
        return present ? this : new PersistentSet<>(keys, size + 1, HashTrie.put(trie, hash, key, keys));
    }

    PersistentSet<K> without(K key) {
        int hash = keys.hash(key);
        K present = HashTrie.find(trie, hash, key, keys);
        return present == null ? this : new PersistentSet<>(keys, size - 1, HashTrie.remove(trie, hash, present));
    }

    @Override
    public Iterator<K> iterator() {
        return new TrieIterator<>(trie);
    }

    /** The elements in their natural order, in a new list. */
    List<K> sorted() {
        List<K> list = new ArrayList<>(size);
        for (K each : this) {
            list.add(each);
        }
        list.sort(null);
        return list;
    }
}

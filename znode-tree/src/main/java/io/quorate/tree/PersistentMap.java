package io.quorate.tree;

import io.quorate.tree.HashTrie.Keys;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** An immutable map; a changed one shares almost everything with the old one. Iterates in the order of the hashes. */
final class PersistentMap<K extends Comparable<? super K>, V> implements Iterable<PersistentMap.Entry<K, V>> {
    private final EntryKeys<K, V> keys;
    private final int size;
    private final Object trie;

    private PersistentMap(EntryKeys<K, V> keys, int size, Object trie) {
        this.keys = keys;
        this.size = size;
        this.trie = trie;
    }

    static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty(Keys<K, K> keys) {
        return new PersistentMap<>(new EntryKeys<>(keys), 0, null);
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The value of a key, or null. */
    V get(K key) {
        Entry<K, V> entry = HashTrie.find(trie, keys.hashOf(key), key, keys);
        return entry == null ? null : entry.value;
    }

    PersistentMap<K, V> with(K key, V value) {
        int hash = keys.hashOf(key);
        boolean present = HashTrie.find(trie, hash, key, keys) != null;
        Object changed = HashTrie.put(trie, hash, new Entry<>(key, value), keys);
        return new PersistentMap<>(keys, present ? size : size + 1, changed);
    }

    PersistentMap<K, V> without(K key) {
        int hash = keys.hashOf(key);
        Entry<K, V> present = HashTrie.find(trie, hash, key, keys);
        return present == null ? this : new PersistentMap<>(keys, size - 1, HashTrie.remove(trie, hash, present));
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        return new TrieIterator<>(trie);
    }

    /** The keys in their natural order, in a new list. */
    List<K> sortedKeys() {
        List<K> list = new ArrayList<>(size);
        for (Entry<K, V> each : this) {
            list.add(each.key);
        }
        list.sort(null);
        return list;
    }

    /** A key with its value. */
    static final class Entry<K, V> {
        final K key;
        final V value;

        Entry(K key, V value) {
            this.key = key;
            this.value = value;
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    private record EntryKeys<K, V>(Keys<K, K> keys) implements Keys<K, Entry<K, V>> {
        @Override
        public K key(Entry<K, V> entry) {
            return entry.key;
        }

        @Override
        public int hash(Entry<K, V> entry) {
            return keys.hash(entry.key);
        }

        int hashOf(K key) {
            return keys.hash(key);
        }

        @Override
        public int compare(K key, Entry<K, V> entry) {
            return keys.compare(key, entry.key);
        }
    }
}

package io.quorate.tree;

import java.util.Arrays;

/**
 * A persistent hash trie: functions from a root to a new root that shares every untouched part with the old one.
 *
 * <p>Implementation note. A root is null (empty), an entry (one), an inner node (see {@link TrieNodes}) or a {@link Collision};
 * which of them is told by its class, so an entry costs no wrapper. An inner node of depth d looks at the five bits of the hash from
 * bit 31 - 5d down; hence iteration runs in the order of the unsigned hash. Entries with equal hashes lie in one collision,
 * sorted, as high up as they are alone. The shape follows from the set of entries alone, not from the history: removal folds an
 * inner node that is left with one entry into its parent. Depth is at most seven, so recursion is harmless. Entries are neither
 * arrays of objects nor instances of the classes here.
 */
final class HashTrie {
    private HashTrie() {}

    /** How entries are told apart. The order only matters among entries of equal hash. */
    interface Keys<K, E> {
        K key(E entry);

        int hash(E entry);

        int compare(K key, E entry);
    }

    /** Two entries or more with one hash, sorted. */
    static final class Collision {
        final int hash;
        final Object[] entries;

        Collision(int hash, Object... entries) {
            this.hash = hash;
            this.entries = entries;
        }
    }

    /** The entry with this key, or null. */
    static <K, E> E find(Object root, int hash, K key, Keys<K, E> keys) {
        Object node = leaf(root, hash);
        if (node instanceof Collision collision) {
            int at = collision.hash == hash ? search(collision.entries, key, keys) : -1;
            return at < 0 ? null : entry(collision.entries[at]);
        }
        E entry = entry(node);
        return entry != null && keys.compare(key, entry) == 0 ? entry : null;
    }

    /** The entry or collision where this hash would be; null if there is none. */
    static Object leaf(Object root, int hash) {
        Object node = root;
        for (int shifted = hash; TrieNodes.isInner(node); shifted <<= TrieNodes.BITS) {
            node = TrieNodes.get(node, shifted);
        }
        return node;
    }

    /** Adds an entry, or puts it in the place of the one with the same key. */
    static <K, E> Object put(Object root, int hash, E entry, Keys<K, E> keys) {
        return root == null ? entry : put(root, hash, 0, entry, keys);
    }

    /** Puts below a node that has {@code bits} of the hash behind it. */
    private static <K, E> Object put(Object node, int hash, int bits, E entry, Keys<K, E> keys) {
        if (TrieNodes.isInner(node)) {
            int shifted = hash << bits;
            Object child = TrieNodes.get(node, shifted);
            return child == null
                    ? TrieNodes.insert(node, shifted, entry)
                    : TrieNodes.replace(node, shifted, put(child, hash, bits + TrieNodes.BITS, entry, keys));
        }
        if (node instanceof Collision collision) {
            return collision.hash == hash
                    ? putCollision(collision, entry, keys)
                    : split(collision, collision.hash << bits, entry, hash << bits);
        }
        E present = entry(node);
        int order = keys.compare(keys.key(entry), present);
        if (order == 0) {
            return entry;
        }
        int presentHash = keys.hash(present);
        if (presentHash != hash) {
            return split(present, presentHash << bits, entry, hash << bits);
        }
        return order < 0 ? new Collision(hash, entry, present) : new Collision(hash, present, entry);
    }

    private static <K, E> Collision putCollision(Collision collision, E entry, Keys<K, E> keys) {
        int at = search(collision.entries, keys.key(entry), keys);
        Object[] entries = at < 0
                ? ArrayOps.inserted(collision.entries, ~at, entry)
                : ArrayOps.replaced(collision.entries, at, entry);
        return new Collision(collision.hash, entries);
    }

    /** The inner nodes down to the one that tells two different hashes apart. */
    private static Object split(Object a, int shiftedA, Object b, int shiftedB) {
        if (TrieNodes.index(shiftedA) != TrieNodes.index(shiftedB)) {
            return TrieNodes.pair(shiftedA, a, shiftedB, b);
        }
        return TrieNodes.only(shiftedA, split(a, shiftedA << TrieNodes.BITS, b, shiftedB << TrieNodes.BITS));
    }

    /** Puts an entry in the place of one that is in the trie and has the same key; told by identity, nothing is compared. */
    static Object replace(Object node, int shiftedHash, Object present, Object entry) {
        if (TrieNodes.isInner(node)) {
            Object child = TrieNodes.get(node, shiftedHash);
            return TrieNodes.replace(node, shiftedHash, replace(child, shiftedHash << TrieNodes.BITS, present, entry));
        }
        if (node instanceof Collision collision) {
            int at = indexOf(collision, present);
            return new Collision(collision.hash, ArrayOps.replaced(collision.entries, at, entry));
        }
        checkPresent(node, present);
        return entry;
    }

    /** Removes an entry that is in the trie; told by identity, nothing is compared. Null if it was the last. */
    static Object remove(Object node, int shiftedHash, Object present) {
        if (TrieNodes.isInner(node)) {
            Object child = remove(TrieNodes.get(node, shiftedHash), shiftedHash << TrieNodes.BITS, present);
            return withChild(node, shiftedHash, child);
        }
        if (node instanceof Collision collision) {
            Object[] rest = ArrayOps.removed(collision.entries, indexOf(collision, present));
            return rest.length == 1 ? rest[0] : new Collision(collision.hash, rest);
        }
        checkPresent(node, present);
        return null;
    }

    /** With what is left of a child, or without it; folded to its only child if that needs no inner node above. */
    private static Object withChild(Object inner, int shiftedHash, Object child) {
        int others = TrieNodes.count(inner) - 1;
        if (child != null) {
            boolean alone = others == 0 && !TrieNodes.isInner(child);
            return alone ? child : TrieNodes.replace(inner, shiftedHash, child);
        }
        Object rest = TrieNodes.remove(inner, shiftedHash);
        Object last = others == 1 ? TrieNodes.at(rest, 0) : null;
        return last == null || TrieNodes.isInner(last) ? rest : last;
    }

    private static void checkPresent(Object node, Object present) {
        if (node != present) {
            throw new IllegalStateException(
                    "trie entry: " + node + " (expected: " + present + ", as found by its hash)");
        }
    }

    /**
     * Makes a trie of the first {@code count} entries of an array at once, without garbage for each. Two entries with one key
     * are an {@link IllegalArgumentException}.
     */
    static <K, E> Object build(Object[] entries, int count, Keys<K, E> keys) {
        if (count == 0) {
            return null;
        }
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = keys.hash(HashTrie.<E>entry(entries[i]));
        }
        return build(entries, hashes, count, keys);
    }

    /** The same of one entry or more whose hashes are known. */
    static <K, E> Object build(Object[] entries, int[] hashes, int count, Keys<K, E> keys) {
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int unsignedOrder = hashes[i] ^ Integer.MIN_VALUE;
            order[i] = (long) unsignedOrder << Integer.SIZE | i;
        }
        Arrays.sort(order);
        return build(entries, order, 0, count, 0, keys);
    }

    private static <K, E> Object build(Object[] entries, long[] order, int from, int to, int bits, Keys<K, E> keys) {
        if (to - from == 1) {
            return entries[(int) order[from]];
        }
        if (hashAt(order, from) == hashAt(order, to - 1)) {
            return buildCollision(entries, order, from, to, keys);
        }
        int bitmap = 0;
        for (int i = from; i < to; i++) {
            bitmap |= 1 << TrieNodes.index(hashAt(order, i) << bits);
        }
        Object[] children = new Object[Integer.bitCount(bitmap)];
        int start = from;
        for (int i = 0; i < children.length; i++) {
            int index = TrieNodes.index(hashAt(order, start) << bits);
            int end = start + 1;
            while (end < to && TrieNodes.index(hashAt(order, end) << bits) == index) {
                end++;
            }
            children[i] = build(entries, order, start, end, bits + TrieNodes.BITS, keys);
            start = end;
        }
        return TrieNodes.of(bitmap, children);
    }

    private static int hashAt(long[] order, int i) {
        return (int) (order[i] >>> Integer.SIZE) ^ Integer.MIN_VALUE;
    }

    private static <K, E> Collision buildCollision(Object[] entries, long[] order, int from, int to, Keys<K, E> keys) {
        Object[] sorted = new Object[to - from];
        for (int i = from; i < to; i++) {
            sorted[i - from] = entries[(int) order[i]];
        }
        Arrays.sort(sorted, (a, b) -> {
            int compared = keys.compare(keys.key(HashTrie.<E>entry(a)), HashTrie.<E>entry(b));
            if (compared == 0 && a != b) {
                throw new IllegalArgumentException("trie entry given twice: " + a);
            }
            return compared;
        });
        return new Collision(hashAt(order, from), sorted);
    }

    /** The index of the entry with this key, or the complement of where it would be. */
    static <K, E> int search(Object[] sorted, K key, Keys<K, E> keys) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = keys.compare(key, HashTrie.<E>entry(sorted[middle]));
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return ~low;
    }

    private static int indexOf(Collision collision, Object present) {
        for (int i = 0; i < collision.entries.length; i++) {
            if (collision.entries[i] == present) {
                return i;
            }
        }
        throw new IllegalStateException(
                "collision of hash " + collision.hash + ": no " + present + " (expected: there)");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // whatever is neither an inner node nor a collision is an entry
    private static <E> E entry(Object node) {
        return (E) node;
    }
}

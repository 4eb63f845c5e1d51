package io.quorate.tree;

import java.util.Arrays;

/**
 * A persistent hash trie: functions from a root to a new root that shares every untouched part with the old one.
 *
 * <p>Implementation note. A root is null (empty), an entry (one), a {@link Branch} or a {@link Collision}; which of them is
 * told by its class, so an entry costs no wrapper. A branch of depth d looks at the five bits of the hash from bit 31 - 5d
 * down, and has one slot per value that occurs, in order; hence iteration runs in the order of the unsigned hash. Entries with
 * equal hashes lie in one collision, sorted, as high up as they are alone. The shape follows from the set of entries alone, not
 * from the history: removal folds a branch that is left with one entry into its parent. Depth is at most seven, so recursion is
 * harmless.
 */
final class HashTrie {
    private static final int BITS = 5;
    private static final int INDEX_SHIFT = Integer.SIZE - BITS;

    private HashTrie() {}

    /** How entries are told apart. The order only matters among entries of equal hash. */
    interface Keys<K, E> {
        K key(E entry);

        int hash(E entry);

        int compare(K key, E entry);
    }

    /** Slots for the set bits of the bitmap, lowest bit first. */
    static final class Branch {
        final int bitmap;
        final Object[] slots;

        Branch(int bitmap, Object... slots) {
            this.bitmap = bitmap;
            this.slots = slots;
        }

        int slotOf(int bit) {
            return Integer.bitCount(bitmap & (bit - 1));
        }

        Branch with(int slot, Object child) {
            Object[] copy = slots.clone();
            copy[slot] = child;
            return new Branch(bitmap, copy);
        }

        Branch inserted(int bit, Object child) {
            return new Branch(bitmap | bit, HashTrie.inserted(slots, slotOf(bit), child));
        }

        Branch removed(int bit) {
            return new Branch(bitmap & ~bit, HashTrie.removed(slots, slotOf(bit)));
        }
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

    /** The bit of a hash that has been shifted left by five bits per level above. */
    static int bitOf(int shiftedHash) {
        return 1 << (shiftedHash >>> INDEX_SHIFT);
    }

    private static int bitOf(int hash, int depth) {
        return bitOf(hash << BITS * depth);
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
        int shifted = hash;
        while (node instanceof Branch branch) {
            int bit = bitOf(shifted);
            if ((branch.bitmap & bit) == 0) {
                return null;
            }
            node = branch.slots[branch.slotOf(bit)];
            shifted <<= BITS;
        }
        return node;
    }

    /** Adds an entry, or puts it in the place of the one with the same key. */
    static <K, E> Object put(Object root, int hash, E entry, Keys<K, E> keys) {
        return root == null ? entry : put(root, hash, 0, entry, keys);
    }

    private static <K, E> Object put(Object node, int hash, int depth, E entry, Keys<K, E> keys) {
        if (node instanceof Branch branch) {
            int bit = bitOf(hash, depth);
            if ((branch.bitmap & bit) == 0) {
                return branch.inserted(bit, entry);
            }
            int slot = branch.slotOf(bit);
            return branch.with(slot, put(branch.slots[slot], hash, depth + 1, entry, keys));
        }
        if (node instanceof Collision collision) {
            return collision.hash == hash
                    ? putCollision(collision, entry, keys)
                    : split(collision, collision.hash, entry, hash, depth);
        }
        E present = entry(node);
        int order = keys.compare(keys.key(entry), present);
        if (order == 0) {
            return entry;
        }
        int presentHash = keys.hash(present);
        if (presentHash != hash) {
            return split(present, presentHash, entry, hash, depth);
        }
        return order < 0 ? new Collision(hash, entry, present) : new Collision(hash, present, entry);
    }

    private static <K, E> Collision putCollision(Collision collision, E entry, Keys<K, E> keys) {
        int at = search(collision.entries, keys.key(entry), keys);
        if (at < 0) {
            return new Collision(collision.hash, inserted(collision.entries, ~at, entry));
        }
        return new Collision(collision.hash, with(collision.entries, at, entry));
    }

    /** The branches down to the one that tells two different hashes apart. */
    private static Branch split(Object a, int hashA, Object b, int hashB, int depth) {
        int bitA = bitOf(hashA, depth);
        int bitB = bitOf(hashB, depth);
        if (bitA == bitB) {
            return new Branch(bitA, split(a, hashA, b, hashB, depth + 1));
        }
        boolean aFirst = Integer.compareUnsigned(bitA, bitB) < 0;
        return aFirst ? new Branch(bitA | bitB, a, b) : new Branch(bitA | bitB, b, a);
    }

    /** Puts an entry in the place of one that is in the trie and has the same key; told by identity, nothing is compared. */
    static Object replace(Object node, int hash, Object present, Object entry) {
        return replaceShifted(node, hash, present, entry);
    }

    private static Object replaceShifted(Object node, int shifted, Object present, Object entry) {
        if (node instanceof Branch branch) {
            int slot = branch.slotOf(bitOf(shifted));
            return branch.with(slot, replaceShifted(branch.slots[slot], shifted << BITS, present, entry));
        }
        if (node instanceof Collision collision) {
            return new Collision(collision.hash, with(collision.entries, indexOf(collision, present), entry));
        }
        if (node != present) {
            throw new IllegalStateException(
                    "trie entry: " + node + " (expected: " + present + ", as found by its hash)");
        }
        return entry;
    }

    /** Removes an entry that is in the trie; told by identity, nothing is compared. */
    static Object remove(Object node, int hash, Object present) {
        return removeShifted(node, hash, present);
    }

    private static Object removeShifted(Object node, int shifted, Object present) {
        if (node instanceof Branch branch) {
            int bit = bitOf(shifted);
            int slot = branch.slotOf(bit);
            Object child = removeShifted(branch.slots[slot], shifted << BITS, present);
            return child == null ? fold(branch, bit) : isAlone(branch, child) ? child : branch.with(slot, child);
        }
        if (node instanceof Collision collision) {
            Object[] rest = removed(collision.entries, indexOf(collision, present));
            return rest.length == 1 ? rest[0] : new Collision(collision.hash, rest);
        }
        if (node != present) {
            throw new IllegalStateException(
                    "trie entry: " + node + " (expected: " + present + ", as found by its hash)");
        }
        return null;
    }

    /** Whether a branch would be left with this child only, and that needs no branch above it. */
    private static boolean isAlone(Branch branch, Object child) {
        return branch.slots.length == 1 && !(child instanceof Branch);
    }

    /** The branch without one slot; the other slot's content if that is all that is left and no branch. */
    private static Object fold(Branch branch, int bit) {
        if (branch.slots.length == 2) {
            Object other = branch.slots[1 - branch.slotOf(bit)];
            if (!(other instanceof Branch)) {
                return other;
            }
        }
        return branch.removed(bit);
    }

    /**
     * Makes a trie of the first {@code count} entries of an array at once, without garbage for each. Two entries with one key
     * are an {@link IllegalArgumentException}.
     */
    static <K, E> Object build(Object[] entries, int count, Keys<K, E> keys) {
        if (count == 0) {
            return null;
        }
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int unsignedOrder = keys.hash(HashTrie.<E>entry(entries[i])) ^ Integer.MIN_VALUE;
            order[i] = (long) unsignedOrder << Integer.SIZE | i;
        }
        Arrays.sort(order);
        return build(entries, order, 0, count, 0, keys);
    }

    private static <K, E> Object build(Object[] entries, long[] order, int from, int to, int depth, Keys<K, E> keys) {
        if (to - from == 1) {
            return entries[(int) order[from]];
        }
        if (hashAt(order, from) == hashAt(order, to - 1)) {
            return buildCollision(entries, order, from, to, keys);
        }
        int bitmap = 0;
        for (int i = from; i < to; i++) {
            bitmap |= bitOf(hashAt(order, i), depth);
        }
        Object[] slots = new Object[Integer.bitCount(bitmap)];
        int start = from;
        for (int slot = 0; slot < slots.length; slot++) {
            int bit = bitOf(hashAt(order, start), depth);
            int end = start + 1;
            while (end < to && bitOf(hashAt(order, end), depth) == bit) {
                end++;
            }
            slots[slot] = build(entries, order, start, end, depth + 1, keys);
            start = end;
        }
        return new Branch(bitmap, slots);
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
    private static <K, E> int search(Object[] sorted, K key, Keys<K, E> keys) {
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

    private static Object[] with(Object[] array, int at, Object value) {
        Object[] copy = array.clone();
        copy[at] = value;
        return copy;
    }

    private static Object[] inserted(Object[] array, int at, Object value) {
        Object[] copy = new Object[array.length + 1];
        System.arraycopy(array, 0, copy, 0, at);
        copy[at] = value;
        System.arraycopy(array, at, copy, at + 1, array.length - at);
        return copy;
    }

    private static Object[] removed(Object[] array, int at) {
        Object[] copy = new Object[array.length - 1];
        System.arraycopy(array, 0, copy, 0, at);
        System.arraycopy(array, at + 1, copy, at, copy.length - at);
        return copy;
    }

    @SuppressWarnings("unchecked") // whatever is neither a branch nor a collision is an entry
    private static <E> E entry(Object node) {
        return (E) node;
    }
}

package io.quorate.tree;

/**
 * The inner nodes of a {@link HashTrie}: maps from the 32 values of five bits of a hash to children, in the form that takes the least
 * room and the fewest steps for their number of children. Nothing is changed once made.
 *
 * <table>
 * <caption>Forms, by number of children; sizes as with compressed references</caption>
 * <tr><td>1 to 3</td><td>{@link Twig}</td><td>one object of 32 bytes: in a trie of random hashes most inner nodes are these</td></tr>
 * <tr><td>4 to 15</td><td>{@link Branch}</td><td>bitmap and compact array, 56 to 104 bytes</td></tr>
 * <tr><td>16 to 32</td><td>{@code Object[32]}</td><td>144 bytes, null where there is no child; no bitmap to load first</td></tr>
 * </table>
 *
 * <p>A place among the 32 is named by a hash that has been shifted left by five bits for each level above.
 */
final class TrieNodes {
    static final int BITS = 5;

    private static final int WIDTH = 1 << BITS;
    private static final int INDEX_SHIFT = Integer.SIZE - BITS;
    private static final int TWIG_MAX = 3;
    private static final int BRANCH_MAX = 15;

    private TrieNodes() {}

    /** Up to three children, for the set bits of the bitmap, lowest bit first; the rest is null. */
    static final class Twig {
        final int bitmap;
        final Object first;
        final Object second;
        final Object third;

        Twig(int bitmap, Object first, Object second, Object third) {
            this.bitmap = bitmap;
            this.first = first;
            this.second = second;
            this.third = third;
        }

        Object get(int at) {
            return at == 0 ? first : at == 1 ? second : third;
        }
    }

    /** Children for the set bits of the bitmap, lowest bit first. */
    static final class Branch {
        final int bitmap;
        final Object[] children;

        Branch(int bitmap, Object[] children) {
            this.bitmap = bitmap;
            this.children = children;
        }
    }

    static boolean isInner(Object node) {
        if (node == null) {
            return false;
        }
        Class<?> type = node.getClass();
        return type == Object[].class || type == Twig.class || type == Branch.class;
    }

    static int index(int shiftedHash) {
        return shiftedHash >>> INDEX_SHIFT;
    }

    private static int bit(int shiftedHash) {
        return 1 << index(shiftedHash);
    }

    private static int before(int bitmap, int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    /** The child at a place of an inner node, or null. */
    static Object get(Object inner, int shiftedHash) {
        Class<?> type = inner.getClass();
        if (type == Object[].class) {
            return ((Object[]) inner)[index(shiftedHash)];
        }
        int bit = bit(shiftedHash);
        if (type == Twig.class) {
            Twig twig = (Twig) inner;
            return (twig.bitmap & bit) == 0 ? null : twig.get(before(twig.bitmap, bit));
        }
        Branch branch = (Branch) inner;
        return (branch.bitmap & bit) == 0 ? null : branch.children[before(branch.bitmap, bit)];
    }

    /** With another child at a place that has one. */
    static Object replace(Object inner, int shiftedHash, Object child) {
        if (inner instanceof Object[] dense) {
            return ArrayOps.replaced(dense, index(shiftedHash), child);
        }
        int bit = bit(shiftedHash);
        if (inner instanceof Twig twig) {
            int at = before(twig.bitmap, bit);
            return new Twig(
                    twig.bitmap,
                    at == 0 ? child : twig.first,
                    at == 1 ? child : twig.second,
                    at == 2 ? child : twig.third);
        }
        Branch branch = (Branch) inner;
        return new Branch(branch.bitmap, ArrayOps.replaced(branch.children, before(branch.bitmap, bit), child));
    }

    /** With a child at a place that has none. */
    static Object insert(Object inner, int shiftedHash, Object child) {
        if (inner instanceof Object[] dense) {
            return ArrayOps.replaced(dense, index(shiftedHash), child);
        }
        int bit = bit(shiftedHash);
        int bitmap = bitmap(inner);
        Object[] children = ArrayOps.inserted(children(inner), before(bitmap, bit), child);
        return of(bitmap | bit, children);
    }

    /** Without the child at a place; an inner node even if there is no child left. */
    static Object remove(Object inner, int shiftedHash) {
        int bit = bit(shiftedHash);
        int bitmap = bitmap(inner);
        return of(bitmap & ~bit, ArrayOps.removed(children(inner), before(bitmap, bit)));
    }

    /** The form for these children, which the array holds without gaps and is not used for anything else. */
    static Object of(int bitmap, Object[] children) {
        int count = children.length;
        if (count <= TWIG_MAX) {
            return new Twig(
                    bitmap,
                    count > 0 ? children[0] : null,
                    count > 1 ? children[1] : null,
                    count > 2 ? children[2] : null);
        }
        return count <= BRANCH_MAX ? new Branch(bitmap, children) : dense(bitmap, children);
    }

    private static Object[] dense(int bitmap, Object[] children) {
        Object[] dense = new Object[WIDTH];
        int rest = bitmap;
        for (Object child : children) {
            dense[Integer.numberOfTrailingZeros(rest)] = child;
            rest &= rest - 1;
        }
        return dense;
    }

    /** One child, which is or leads to all there is. */
    static Twig only(int shiftedHash, Object child) {
        return new Twig(bit(shiftedHash), child, null, null);
    }

    /** Two children at different places. */
    static Twig pair(int shiftedHashA, Object a, int shiftedHashB, Object b) {
        int bitmap = bit(shiftedHashA) | bit(shiftedHashB);
        boolean inOrder = index(shiftedHashA) < index(shiftedHashB);
        return inOrder ? new Twig(bitmap, a, b, null) : new Twig(bitmap, b, a, null);
    }

    private static int bitmap(Object inner) {
        if (inner instanceof Twig twig) {
            return twig.bitmap;
        }
        if (inner instanceof Branch branch) {
            return branch.bitmap;
        }
        Object[] dense = (Object[]) inner;
        int bitmap = 0;
        for (int i = 0; i < WIDTH; i++) {
            bitmap |= dense[i] == null ? 0 : 1 << i;
        }
        return bitmap;
    }

    /** The children without gaps. */
    private static Object[] children(Object inner) {
        if (inner instanceof Branch branch) {
            return branch.children;
        }
        Object[] children = new Object[count(inner)];
        int count = 0;
        for (int i = 0; i < width(inner); i++) {
            Object child = at(inner, i);
            if (child != null) {
                children[count++] = child;
            }
        }
        return children;
    }

    /** Number of children. */
    static int count(Object inner) {
        return Integer.bitCount(bitmap(inner));
    }

    /** One more than the greatest index for {@link #at}. */
    static int width(Object inner) {
        if (inner instanceof Twig twig) {
            return Integer.bitCount(twig.bitmap);
        }
        return inner instanceof Branch branch ? branch.children.length : WIDTH;
    }

    /** The children in their order by index, with nulls between them. */
    static Object at(Object inner, int index) {
        if (inner instanceof Twig twig) {
            return twig.get(index);
        }
        return inner instanceof Branch branch ? branch.children[index] : ((Object[]) inner)[index];
    }
}

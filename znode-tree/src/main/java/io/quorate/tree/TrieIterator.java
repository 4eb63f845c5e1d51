package io.quorate.tree;

import io.quorate.tree.HashTrie.Branch;
import io.quorate.tree.HashTrie.Collision;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks the entries of a {@link HashTrie} in the order of their hashes. For one thread. */
final class TrieIterator<E> implements Iterator<E> {
    private static final int DEPTH_MAX = 9;

    /** Slots of the branches, or of the collision, that lead to the next entry, and where each is up to. */
    private final Object[][] arrays;

    private final int[] positions;
    private int depth = -1;

    TrieIterator(Object root) {
        if (root instanceof Branch || root instanceof Collision) {
            arrays = new Object[DEPTH_MAX][];
            positions = new int[DEPTH_MAX];
            push(arrayOf(root));
        } else {
            arrays = new Object[1][];
            positions = new int[1];
            if (root != null) {
                push(new Object[] {root});
            }
        }
    }

    private static Object[] arrayOf(Object node) {
        return node instanceof Branch branch ? branch.slots : ((Collision) node).entries;
    }

    private void push(Object[] array) {
        arrays[++depth] = array;
        positions[depth] = 0;
    }

    @Override
    public boolean hasNext() {
        return depth >= 0;
    }

    @Override
    @SuppressWarnings("unchecked") // whatever is neither a branch nor a collision is an entry
    public E next() {
        if (depth < 0) {
            throw new NoSuchElementException("every entry has been returned");
        }
        Object node = arrays[depth][positions[depth]++];
        while (node instanceof Branch || node instanceof Collision) {
            push(arrayOf(node));
            node = arrays[depth][positions[depth]++];
        }
        while (depth >= 0 && positions[depth] == arrays[depth].length) {
            depth--;
        }
        return (E) node;
    }
}

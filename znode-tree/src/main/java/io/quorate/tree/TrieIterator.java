package io.quorate.tree;

import io.quorate.tree.HashTrie.Collision;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks the entries of a {@link HashTrie} in the order of their hashes. For one thread. */
final class TrieIterator<E> implements Iterator<E> {
    /** Seven inner nodes and a collision. */
    private static final int DEPTH_MAX = 8;

    /** The inner nodes, or the collision, above the next entry; and the index that each is up to. */
    private final Object[] nodes;

    private final int[] indexes;
    private int depth = -1;
    private Object next;

    TrieIterator(Object root) {
        if (isEntry(root)) {
            nodes = new Object[0];
            indexes = new int[0];
            next = root;
        } else {
            nodes = new Object[DEPTH_MAX];
            indexes = new int[DEPTH_MAX];
            push(root);
            advance();
        }
    }

    private static boolean isEntry(Object node) {
        return !TrieNodes.isInner(node) && !(node instanceof Collision);
    }

    private void push(Object node) {
        nodes[++depth] = node;
        indexes[depth] = 0;
    }

    private void advance() {
        next = null;
        while (depth >= 0 && next == null) {
            Object node = nodes[depth];
            int index = indexes[depth]++;
            if (index == width(node)) {
                depth--;
                continue;
            }
            Object child = at(node, index);
            if (isEntry(child)) {
                next = child;
            } else {
                push(child);
            }
        }
    }

    private static int width(Object node) {
        return node instanceof Collision collision ? collision.entries.length : TrieNodes.width(node);
    }

    private static Object at(Object node, int index) {
        return node instanceof Collision collision ? collision.entries[index] : TrieNodes.at(node, index);
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    @SuppressWarnings("unchecked") // whatever is neither an inner node nor a collision is an entry
    public E next() {
        if (next == null) {
            throw new NoSuchElementException("every entry has been returned");
        }
        Object entry = next;
        advance();
        return (E) entry;
    }
}

package io.quorate.tree;

import java.util.Arrays;
import java.util.Iterator;

/**
 * A walk over the nodes of a tree, each parent before its children. Mutable; for one thread, but the tree may be in use by others.
 *
 * <pre>{@code
 * for (TreeCursor each = tree.cursor(); each.next(); ) {
 *     use(each.path(), each.pathLength(), each.node());
 * }
 * }</pre>
 */
public final class TreeCursor {
    private static final byte SEPARATOR = '/';

    /** Null for the part of a tree. */
    private final DataTree tree;

    /** The children still to come, per level, and the length of their parent's path. */
    private Iterator<?>[] levels = new Iterator<?>[16];

    private int[] parentLengths = new int[16];
    private int depth = -1;

    private byte[] path;
    private int pathLength;
    private DataNode node;
    private DataNode first;

    TreeCursor(DataTree tree) {
        this.tree = tree;
        this.path = new byte[256];
        this.first = tree.root;
    }

    /** Walks the nodes below one, without itself. */
    TreeCursor(DataNode top, String topPath) {
        this.tree = null;
        this.path = PathBytes.of(topPath, 0, topPath.length());
        this.pathLength = path.length;
        descend(top);
    }

    /** Goes to the next node; false if there is none. */
    public boolean next() {
        if (first != null) {
            node = first;
            first = null;
            descend(node);
            return true;
        }
        while (depth >= 0 && !levels[depth].hasNext()) {
            levels[depth--] = null;
        }
        if (depth < 0) {
            node = null;
            return false;
        }
        node = ChildMap.node(levels[depth].next());
        setName(parentLengths[depth]);
        descend(node);
        return true;
    }

    private void setName(int parentLength) {
        byte[] cell = node.cell;
        int length = Cell.nameLength(cell);
        pathLength = Math.addExact(parentLength, 1 + length);
        if (pathLength > path.length) {
            path = Arrays.copyOf(path, 2 * pathLength);
        }
        path[parentLength] = SEPARATOR;
        System.arraycopy(cell, Cell.nameAt(cell), path, parentLength + 1, length);
    }

    private void descend(DataNode parent) {
        if (parent.children.size == 0) {
            return;
        }
        if (++depth == levels.length) {
            levels = Arrays.copyOf(levels, 2 * depth);
            parentLengths = Arrays.copyOf(parentLengths, 2 * depth);
        }
        levels[depth] = parent.children.entries();
        parentLengths[depth] = pathLength;
    }

    /** The path in UTF-8, up to {@link #pathLength}; the array is used again for the next node. */
    public byte[] path() {
        return path;
    }

    /** Bytes of the path; 0 for the root. */
    public int pathLength() {
        return pathLength;
    }

    /** The path; empty for the root. A new string. */
    public String pathString() {
        return PathBytes.decode(path, 0, pathLength);
    }

    /** The node; the data of a quota's {@code zookeeper_stats} node is made up as in {@link DataTree#find}. */
    public DataNode node() {
        return tree != null && Quotas.isStats(path, pathLength) ? Quotas.withUsage(tree, pathString(), node) : node;
    }
}

package io.quorate.cli.files;

import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The znodes of a snapshot by their depth, in the order of their paths, with what is below each. */
final class SizeTree {
    private final DataTree tree;
    private final List<SortedMap<String, Size>> layers = new ArrayList<>();

    /**
     * What is below a node.
     *
     * @param bytes data of the node and all below
     * @param descendants nodes below
     */
    record Size(long bytes, int descendants) {
        static Size of(DataNode node) {
            return new Size(node.subtreeDataBytes(), node.descendants());
        }
    }

    private SizeTree(DataTree tree) {
        this.tree = tree;
    }

    static SizeTree of(DataTree tree) {
        SizeTree sizes = new SizeTree(tree);
        TreeCursor each = tree.cursor();
        while (each.next()) {
            String path = each.pathString();
            int depth = (int) path.chars().filter(c -> c == '/').count();
            while (sizes.layers.size() <= depth) {
                sizes.layers.add(new TreeMap<>());
            }
            sizes.layers.get(depth).put(path, Size.of(each.node()));
        }
        return sizes;
    }

    int nodeCount() {
        return layers.stream().mapToInt(SortedMap::size).sum();
    }

    long bytes() {
        return layers.get(0).get("").bytes();
    }

    /** How many layers there are. */
    int depths() {
        return layers.size();
    }

    /** The nodes of one depth; none if the tree is not that deep. The root's path is empty. */
    SortedMap<String, Size> layer(int depth) {
        return depth < layers.size() ? layers.get(depth) : new TreeMap<>();
    }

    /** The children of a node; null if there is no such node. */
    SortedMap<String, Size> children(String path) {
        DataNode parent = tree.find(path);
        if (parent == null) {
            return null;
        }
        SortedMap<String, Size> children = new TreeMap<>();
        for (DataNode child : parent.children()) {
            children.put((path.equals("/") ? "" : path) + "/" + child.name(), Size.of(child));
        }
        return children;
    }
}

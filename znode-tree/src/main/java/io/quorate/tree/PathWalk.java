package io.quorate.tree;

/** Finds nodes by path. */
final class PathWalk {
    private static final char SEPARATOR = '/';

    private PathWalk() {}

    /** The node at a path below a node, or null. Makes no garbage if the path is ASCII. */
    static DataNode find(DataNode root, String path, NameHash hash) {
        int length = path.length();
        if (length <= 1) {
            return length == 0 || path.charAt(0) == SEPARATOR ? root : null;
        }
        if (path.charAt(0) != SEPARATOR) {
            return null;
        }
        DataNode node = root;
        int from = 1;
        while (node != null && from <= length) {
            int slash = path.indexOf(SEPARATOR, from);
            int to = slash < 0 ? length : slash;
            node = findChild(node, path, from, to, hash);
            from = to + 1;
        }
        return node;
    }

    /** The child whose name is part of a string, or null. */
    static DataNode findChild(DataNode parent, String path, int from, int to, NameHash hash) {
        ChildMap children = parent.children;
        if (children.size == 0) {
            return null;
        }
        long ascii = hash.ofAscii(path, from, to);
        if (ascii != NameHash.NOT_ASCII) {
            return children.findAscii((int) ascii, path, from, to);
        }
        byte[] name = PathBytes.of(path, from, to);
        return children.find(hash.of(name, 0, name.length), name, 0, name.length);
    }
}

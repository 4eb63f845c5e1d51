package io.quorate.tree;

/** Is shown every znode of a tree. */
@FunctionalInterface
public interface NodeVisitor<X extends Exception> {
    /**
     * One znode; its parent has been shown before.
     *
     * @param path UTF-8 in the first {@code length} bytes of an array that is used again for the next node. The root's has length 0
     */
    void visit(byte[] path, int length, DataNode node) throws X;
}

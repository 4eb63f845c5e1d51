package io.quorate.tree;

/** Tells znodes apart by their names. */
final class NameKeys implements HashTrie.Keys<DataNode, DataNode> {
    final NameHash hash;

    NameKeys(NameHash hash) {
        this.hash = hash;
    }

    @Override
    public DataNode key(DataNode node) {
        return node;
    }

    @Override
    public int hash(DataNode node) {
        byte[] cell = node.cell;
        int from = Cell.nameAt(cell);
        return hash.of(cell, from, from + Cell.nameLength(cell));
    }

    @Override
    public int compare(DataNode key, DataNode node) {
        byte[] cell = key.cell;
        int from = Cell.nameAt(cell);
        return -node.compareName(cell, from, from + Cell.nameLength(cell));
    }
}

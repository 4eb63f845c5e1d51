package io.quorate.tree;

/** Tells the entries of a {@link ChildMap} apart by their names. */
final class NameKeys implements HashTrie.Keys<Object, Object> {
    final NameHash hash;

    NameKeys(NameHash hash) {
        this.hash = hash;
    }

    @Override
    public Object key(Object entry) {
        return entry;
    }

    @Override
    public int hash(Object entry) {
        byte[] cell = ChildMap.cell(entry);
        int from = Cell.nameAt(cell);
        return hash.of(cell, from, from + Cell.nameLength(cell));
    }

    @Override
    public int compare(Object key, Object entry) {
        byte[] cell = ChildMap.cell(key);
        int from = Cell.nameAt(cell);
        return -Cell.compareName(ChildMap.cell(entry), cell, from, from + Cell.nameLength(cell));
    }
}

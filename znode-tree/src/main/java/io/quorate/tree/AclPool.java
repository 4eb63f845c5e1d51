package io.quorate.tree;

/**
 * The ACLs met lately, so that nodes with equal ACLs share one. Immutable.
 *
 * <p>It is only a matter of memory, so a pool that is full starts anew rather than counting who still uses what.
 */
record AclPool(PersistentSet<AclList> known) {
    private static final int SIZE_MAX = 4096;

    static AclPool empty(TrieKeys keys) {
        return new AclPool(PersistentSet.empty(keys.acls));
    }

    /** The shared list with these entries, or null if there is none yet. */
    AclList find(AclList acl) {
        return acl.isOpen() ? acl : known.get(acl);
    }

    AclPool with(AclList acl, TrieKeys keys) {
        PersistentSet<AclList> room = known.size() < SIZE_MAX ? known : PersistentSet.empty(keys.acls);
        return new AclPool(room.with(acl));
    }
}

package io.quorate.tree;

import io.quorate.jute.proto.Acl;
import java.util.Comparator;
import java.util.List;

/**
 * An immutable access control list, shared by the znodes that have equal ones.
 *
 * <p>A missing list and the list that opens everything to everybody are the same thing here, {@link #OPEN}: that is what clients
 * are told of a missing one, and snapshots write both as id -1 (spec: storage-format §4.2).
 */
public final class AclList implements Comparable<AclList> {
    /** Everything to everybody. */
    public static final AclList OPEN = new AclList(Acl.OPEN);

    /** Reading to everybody: the list of a new {@code /zookeeper/config}. */
    public static final AclList READ = new AclList(Acl.READ);

    private static final Comparator<String> STRINGS = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Acl> ACLS = Comparator.comparingInt(Acl::perms)
            .thenComparing(acl -> acl.id().scheme(), STRINGS)
            .thenComparing(acl -> acl.id().id(), STRINGS);

    private final List<Acl> entries;
    private final int hash;

    private AclList(List<Acl> entries) {
        this.entries = entries;
        this.hash = entries.hashCode();
    }

    /** The list with these entries; null stands for {@link #OPEN}. */
    public static AclList of(List<Acl> entries) {
        return entries == null || entries.equals(OPEN.entries) ? OPEN : new AclList(List.copyOf(entries));
    }

    /** The entries in their order, unmodifiable. May be empty. */
    public List<Acl> entries() {
        return entries;
    }

    /** Whether this is {@link #OPEN}. */
    @SuppressWarnings("ReferenceEquality") // there is no other list that equals it
    public boolean isOpen() {
        return this == OPEN;
    }

    /** Some order that agrees with {@link #equals}. */
    @Override
    public int compareTo(AclList other) {
        int common = Math.min(entries.size(), other.entries.size());
        for (int i = 0; i < common; i++) {
            int order = ACLS.compare(entries.get(i), other.entries.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(entries.size(), other.entries.size());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof AclList list && hash == list.hash && entries.equals(list.entries));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}

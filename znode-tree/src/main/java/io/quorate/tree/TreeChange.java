package io.quorate.tree;

/**
 * One change of a tree, from which watches are triggered (spec: client-protocol §8.3).
 *
 * <p>The changes of a transaction come in the order of its operations. Each stands for all its lookups: a creation or deletion
 * concerns the node's watches and then the parent's child watches.
 *
 * @param path of the node; its parent is the part before the last slash, and the root if that is empty
 * @param acl of the node, just before the change if it was deleted; filters the node's events
 * @param parentAcl of the parent; filters the event about the parent's children. Null for {@link Kind#DATA_CHANGED}
 */
public record TreeChange(Kind kind, String path, AclList acl, AclList parentAcl) {
    /** What happened to the node. */
    public enum Kind {
        CREATED,
        DELETED,
        DATA_CHANGED
    }

    /** Path of the parent. */
    public String parentPath() {
        return PathRules.parent(path);
    }
}

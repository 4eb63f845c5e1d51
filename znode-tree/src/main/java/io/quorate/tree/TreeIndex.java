package io.quorate.tree;

/**
 * What can be asked of a tree without walking it: its sessions, and the paths of the nodes that do not live until they are
 * deleted. Immutable.
 *
 * @param sessions timeouts in ms by session id
 * @param ephemerals paths by owner; no owner has an empty set
 * @param ephemeralCount of paths over all owners
 */
record TreeIndex(
        PersistentMap<Long, Integer> sessions,
        PersistentMap<Long, PersistentSet<String>> ephemerals,
        int ephemeralCount,
        PersistentSet<String> containers,
        PersistentSet<String> ttlNodes) {

    static TreeIndex empty(TrieKeys keys) {
        return new TreeIndex(
                PersistentMap.empty(keys.sessions),
                PersistentMap.empty(keys.sessions),
                0,
                PersistentSet.empty(keys.paths),
                PersistentSet.empty(keys.paths));
    }

    TreeIndex withSession(long session, int timeoutMillis) {
        return new TreeIndex(sessions.with(session, timeoutMillis), ephemerals, ephemeralCount, containers, ttlNodes);
    }

    TreeIndex withoutSession(long session) {
        return new TreeIndex(sessions.without(session), ephemerals, ephemeralCount, containers, ttlNodes);
    }

    /** With a node that is new in the tree. */
    TreeIndex with(NodeKind kind, long owner, String path, TrieKeys keys) {
        return switch (kind) {
            case PERSISTENT -> this;
            case EPHEMERAL -> {
                PersistentSet<String> present = ephemerals.get(owner);
                PersistentSet<String> paths = present == null ? PersistentSet.empty(keys.paths) : present;
                yield withEphemerals(ephemerals.with(owner, paths.with(path)), 1);
            }
            case CONTAINER -> new TreeIndex(sessions, ephemerals, ephemeralCount, containers.with(path), ttlNodes);
            case TTL -> new TreeIndex(sessions, ephemerals, ephemeralCount, containers, ttlNodes.with(path));
        };
    }

    /** Without a node that leaves the tree. */
    TreeIndex without(NodeKind kind, long owner, String path) {
        return switch (kind) {
            case PERSISTENT -> this;
            case EPHEMERAL -> {
                PersistentSet<String> rest = ephemerals.get(owner).without(path);
                yield withEphemerals(rest.isEmpty() ? ephemerals.without(owner) : ephemerals.with(owner, rest), -1);
            }
            case CONTAINER -> new TreeIndex(sessions, ephemerals, ephemeralCount, containers.without(path), ttlNodes);
            case TTL -> new TreeIndex(sessions, ephemerals, ephemeralCount, containers, ttlNodes.without(path));
        };
    }

    private TreeIndex withEphemerals(PersistentMap<Long, PersistentSet<String>> changed, int more) {
        return new TreeIndex(sessions, changed, ephemeralCount + more, containers, ttlNodes);
    }
}

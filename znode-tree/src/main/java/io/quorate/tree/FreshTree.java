package io.quorate.tree;

/** The nodes that every tree has (spec: client-protocol §14). */
final class FreshTree {
    static final String ZOOKEEPER = "/zookeeper";
    static final String QUOTA = "/zookeeper/quota";
    static final String CONFIG = "/zookeeper/config";

    private static final byte[] NO_DATA = {};
    private static final int CONFIG_AVERSION = -1;

    private FreshTree() {}

    static DataTree of(long hashSeed, TreeOptions options) {
        TreeEdit edit = new TreeEdit(empty(new TrieKeys(hashSeed), options));
        createSystem(edit, ZOOKEEPER);
        createSystem(edit, QUOTA);
        ensureConfig(edit);
        return edit.toTree(0);
    }

    /** A root, in no digest yet. */
    static DataTree empty(TrieKeys keys, TreeOptions options) {
        NodeStat stat = new NodeStat();
        stat.born(0, 0, 0, NodeKind.PERSISTENT);
        byte[] cell = stat.pack(NO_DATA, 0, 0, NO_DATA, 0, 0);
        PathBuffer path = new PathBuffer();
        path.set("");
        int crc = options.digestEnabled() ? path.seal(cell, stat, 0) : 0;
        DataNode root = new DataNode(cell, AclList.OPEN, ChildMap.EMPTY);
        return new DataTree(
                keys, options, root, TreeIndex.empty(keys), AclPool.empty(keys), Integer.toUnsignedLong(crc), 0, 0);
    }

    /** Creates the node of the configuration unless it is there. */
    static void ensureConfig(TreeEdit edit) {
        if (edit.find(CONFIG) == null) {
            if (edit.find(ZOOKEEPER) == null) {
                createSystem(edit, ZOOKEEPER);
            }
            createSystem(edit, CONFIG);
            edit.setAcl(CONFIG, AclList.READ, CONFIG_AVERSION);
        }
    }

    /** These nodes were never created by a transaction: their parents' stats do not tell of them. */
    private static void createSystem(TreeEdit edit, String path) {
        edit.goToParent(path);
        edit.create(path, NO_DATA, AclList.OPEN, 0, Integer.MIN_VALUE, 0, 0);
    }
}

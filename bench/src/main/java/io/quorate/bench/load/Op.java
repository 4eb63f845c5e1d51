package io.quorate.bench.load;

/** What the requests of a load do. */
public enum Op {
    /** setData on a random key, any version. */
    SET,
    /** getData of a random key, without a watch. */
    GET,
    /** create of the next key; the load ends early when the keys run out. */
    CREATE,
    /** delete of the next key; the load ends early when the keys run out. */
    DELETE,
    /** getData and setData of random keys in a given ratio. */
    MIXED,
    /** create and delete of the same key in turn, so the tree keeps its size. */
    CHURN,
    /** The same with an ephemeral znode. */
    EPHEMERAL,
    /** getChildren of the one znode that has all keys below it. */
    CHILDREN
}

/**
 * The tree of znodes as an immutable value, and the application of transactions to it.
 *
 * <p>Start at {@link io.quorate.tree.DataTree}: applying a transaction gives a new tree that shares almost everything with the old
 * one, so whoever holds a tree holds a consistent snapshot for ever, on any thread and without a lock. {@link
 * io.quorate.tree.DataNode} is one znode, {@link io.quorate.tree.TreeBuilder} loads a snapshot, {@link io.quorate.tree.TreeCursor}
 * walks one that is to be saved. Everything here is pure: no threads, clocks, files, or randomness; the seed of the hash tries
 * is handed in, and for one seed every order is the same.
 */
package io.quorate.tree;

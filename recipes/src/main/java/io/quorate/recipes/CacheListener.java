package io.quorate.recipes;

/**
 * Is told how a {@link ZnodeCache} changes. Called one change at a time, where the session's callbacks run: must not block. Changes
 * that follow each other quickly may be told as one.
 */
public interface CacheListener {
    default void onAdded(CachedNode node) {}

    default void onChanged(CachedNode before, CachedNode after) {}

    default void onRemoved(CachedNode before) {}

    /** The cache holds everything: for the first time, or after a disconnect or a lost session. */
    default void onSynced() {}
}

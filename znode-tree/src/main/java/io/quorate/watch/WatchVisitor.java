package io.quorate.watch;

/**
 * Is shown watches one by one.
 *
 * @param <W> what stands for a watcher
 */
@FunctionalInterface
public interface WatchVisitor<W> {
    /** Is shown that the watcher has a watch on the path. Must not change the table. */
    void watch(String path, W watcher);
}

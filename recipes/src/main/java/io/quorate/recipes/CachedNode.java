package io.quorate.recipes;

import io.quorate.jute.proto.Stat;

/**
 * A znode as it was when a cache last heard of it.
 *
 * @param data may be null: a znode without data; not to be changed
 */
public record CachedNode(String path, byte[] data, Stat stat) {
    /** The last segment of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

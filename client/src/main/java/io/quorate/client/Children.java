package io.quorate.client;

import io.quorate.jute.proto.Stat;
import java.util.List;

/**
 * The children of a znode.
 *
 * @param names of the children, not paths, in no particular order
 * @param stat of the parent
 */
public record Children(List<String> names, Stat stat) {}

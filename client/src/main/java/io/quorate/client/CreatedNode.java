package io.quorate.client;

import io.quorate.jute.proto.Stat;

/**
 * A znode right after its creation.
 *
 * @param path with the number that the server appended, if it did
 */
public record CreatedNode(String path, Stat stat) {}

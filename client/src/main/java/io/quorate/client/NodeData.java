package io.quorate.client;

import io.quorate.jute.proto.Stat;

/**
 * What a znode holds.
 *
 * @param data may be null: a znode without data is not one with empty data. Belongs to the caller
 */
public record NodeData(byte[] data, Stat stat) {}

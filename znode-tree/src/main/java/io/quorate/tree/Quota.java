package io.quorate.tree;

/**
 * A quota: what the subtree of one node may hold, and what it holds (spec: client-protocol §6.8).
 *
 * @param path of the node at the top of the subtree
 */
public record Quota(String path, QuotaLimits limits, QuotaUsage usage) {}

package io.quorate.tree;

/**
 * The settings that decide what a tree's transactions mean.
 *
 * @param extendedTypesEnabled whether an ephemeral owner with the top byte 0xFF is a TTL node ({@code
 *     zookeeper.extendedTypesEnabled}); otherwise it is a session like any other (spec: client-protocol §6.5)
 * @param emulate353Ttl whether any negative owner but the container's is a TTL node of the format of release 3.5.3 ({@code
 *     zookeeper.emulate353TTLNodes}); counts only with extended types
 * @param digestEnabled whether the tree digest is kept up ({@code zookeeper.digest.enabled}); otherwise it is always 0
 */
public record TreeOptions(boolean extendedTypesEnabled, boolean emulate353Ttl, boolean digestEnabled) {
    /** What a server uses when nothing is configured. */
    public static final TreeOptions DEFAULT = new TreeOptions(false, false, true);
}

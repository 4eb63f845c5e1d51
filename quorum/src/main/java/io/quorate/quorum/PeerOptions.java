package io.quorate.quorum;

/**
 * The numbers that steer the core.
 *
 * @param sid this server's id
 * @param tickMillis the unit of session deadlines, ms
 * @param snapCount about how many transactions lie between two snapshots
 * @param snapSizeBytes about how many bytes of log lie between two snapshots; 0 or less: no limit
 * @param containerCheckMillis how often empty containers and outlived TTL nodes are looked for, ms
 * @param containersPerMinuteMax how many of these may be deleted in a minute
 * @param containerNeverUsedMillis when a container that never had a child is deleted, ms after its creation; 0: never
 * @param passwords what a client has to show to go on with a session
 */
public record PeerOptions(
        long sid,
        int tickMillis,
        int snapCount,
        long snapSizeBytes,
        long containerCheckMillis,
        int containersPerMinuteMax,
        long containerNeverUsedMillis,
        SessionPasswords passwords) {}

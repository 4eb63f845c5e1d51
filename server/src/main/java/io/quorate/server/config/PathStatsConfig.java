package io.quorate.server.config;

/**
 * The counting of requests by path.
 *
 * @param enabled whether they are counted
 * @param slots so many slots of time are kept
 * @param slotSeconds how long each is
 * @param maxDepth longer paths count as their first names
 * @param sampleRate which share of the requests is counted, above 0 and at most 1
 * @param initialDelayMinutes when it is first told
 * @param delayMinutes and how often then
 * @param topMax how many paths are told of each operation
 */
public record PathStatsConfig(
        boolean enabled,
        int slots,
        int slotSeconds,
        int maxDepth,
        double sampleRate,
        int initialDelayMinutes,
        int delayMinutes,
        int topMax) {}

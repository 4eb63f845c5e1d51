package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** The counting of requests by path. */
final class PathStatsKeys {
    private static final ConfigKey.Table KEYS = new ConfigKey.Table(ConfigKey.Section.COMMANDS);

    static final ConfigKey ENABLED = KEYS.key("pathStats.enabled", FLAG, "false")
            .means("Count requests by operation and path; the logger `io.quorate.paths` tells the most frequent ones.")
            .honoured("pathStats.enabled");
    static final ConfigKey SLOTS = KEYS.key("pathStats.slotCapacity", whole(1, ""), "60")
            .means("How many slots of time are kept.")
            .honoured("pathStats.slots");
    static final ConfigKey SLOT_SECONDS = KEYS.key("pathStats.slotDuration", whole(1, "s"), "15")
            .means("How long each is.")
            .honoured("pathStats.slotSeconds");
    static final ConfigKey MAX_DEPTH = KEYS.key("pathStats.maxDepth", whole(1, ""), "6")
            .means("Longer paths count as so many of their first names.")
            .honoured("pathStats.maxDepth");
    static final ConfigKey SAMPLE_RATE = KEYS.key("pathStats.sampleRate", Types.DECIMAL, "0.1")
            .means("Which share of the requests is counted.")
            .honoured("pathStats.sampleRate");
    static final ConfigKey INITIAL_DELAY = KEYS.key("pathStats.initialDelay", whole(0, "min"), "5")
            .means("When it is first told.")
            .honoured("pathStats.initialDelayMinutes");
    static final ConfigKey DELAY = KEYS.key("pathStats.delay", whole(1, "min"), "5")
            .means("How often then.")
            .honoured("pathStats.delayMinutes");
    static final ConfigKey TOP = KEYS.key("pathStats.topPathMax", whole(1, ""), "20")
            .means("How many paths of each operation are told.")
            .honoured("pathStats.topMax");

    private PathStatsKeys() {}

    static List<ConfigKey> all() {
        return KEYS.keys();
    }

    /** Reads them. */
    static PathStatsConfig read(Values values) {
        return new PathStatsConfig(
                values.flagOf(ENABLED),
                values.intOf(SLOTS),
                values.intOf(SLOT_SECONDS),
                values.intOf(MAX_DEPTH),
                values.decimalOf(SAMPLE_RATE),
                values.intOf(INITIAL_DELAY),
                values.intOf(DELAY),
                values.intOf(TOP));
    }
}

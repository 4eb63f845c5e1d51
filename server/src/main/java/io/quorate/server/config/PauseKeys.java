package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** The watch over pauses of the JVM. */
final class PauseKeys {
    private static final ConfigKey.Table KEYS = new ConfigKey.Table(ConfigKey.Section.COMMANDS);

    static final ConfigKey MONITOR = KEYS.key("jvm.pause.monitor", FLAG, "false")
            .means("Measure pauses of the JVM, by its garbage collector or the machine: `jvm_pause_time_ms`.")
            .honoured("pauses.enabled");
    static final ConfigKey INFO = KEYS.key("jvm.pause.info-threshold.ms", whole(0, "ms"), "1000")
            .means("Pauses from here on are logged.")
            .honoured("pauses.infoMillis");
    static final ConfigKey WARN = KEYS.key("jvm.pause.warn-threshold.ms", whole(0, "ms"), "10000")
            .means("Pauses from here on are logged as warnings.")
            .honoured("pauses.warnMillis");
    static final ConfigKey SLEEP = KEYS.key("jvm.pause.sleep.time.ms", whole(1, "ms"), "500")
            .means("Time between two looks.")
            .honoured("pauses.sleepMillis");

    private PauseKeys() {}

    static List<ConfigKey> all() {
        return KEYS.keys();
    }

    /** Reads them. */
    static PauseConfig read(Values values) {
        return new PauseConfig(values.flagOf(MONITOR), values.intOf(INFO), values.intOf(WARN), values.intOf(SLEEP));
    }
}

package io.quorate.server.config;

import java.util.List;
import java.util.Optional;

/**
 * The effective value of every key and where it came from; for printing, so secrets are redacted already.
 *
 * @param entries in the order of {@link KnownKeys}
 */
public record ConfigSources(List<Entry> entries) {
    /**
     * One key.
     *
     * @param key the name to write in a configuration file
     * @param value in the form of a configuration file; redacted if secret; empty if there is none
     */
    public record Entry(String key, String value, Source source) {}

    public ConfigSources {
        entries = List.copyOf(entries);
    }

    /** The entry of a key, by the name of {@link KnownKeys}. */
    public Optional<Entry> find(String key) {
        return entries.stream().filter(e -> e.key().equals(key)).findFirst();
    }

    /**
     * One line per key, {@code key=value  (source)}, for the startup log and {@code check}.
     *
     * @param withDefaults also the keys nobody configured
     */
    public List<String> render(boolean withDefaults) {
        return entries.stream()
                .filter(e -> withDefaults || e.source().kind() != Source.Kind.DEFAULT)
                .map(e -> e.key() + "=" + e.value() + "  (" + e.source() + ")")
                .toList();
    }
}

package io.quorate.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of every key that ZooKeeper 3.9 or Quorate knows: names, type, default, meaning, and what this server
 * does with it. Parser, printed values and {@code docs/configuration.md} all come from it.
 */
final class KnownKeys {
    private static final String PREFIX = "zookeeper.";
    private static final List<ConfigKey> ALL = collect();
    private static final Map<String, ConfigKey> BY_NAME = byName();
    private static final Map<String, ConfigKey> BY_PROPERTY = byProperty();

    private KnownKeys() {}

    /** A key and how it was spelt. */
    record Match(ConfigKey key, Spelling spelling) {}

    /** The ways to write a key. */
    enum Spelling {
        /** Its name. */
        NAME,
        /** Another name of it. */
        ALIAS,
        /** With {@code zookeeper.} in front, as the system property is called. */
        PREFIXED
    }

    /** In the order of the reference. */
    static List<ConfigKey> all() {
        return ALL;
    }

    /** What a key in a file means. */
    static Optional<Match> inFile(String written) {
        Match match = named(written);
        if (match == null && written.startsWith(PREFIX)) {
            Match bare = named(written.substring(PREFIX.length()));
            match = bare == null ? null : new Match(bare.key(), Spelling.PREFIXED);
        }
        if (match == null && BY_PROPERTY.containsKey(written)) {
            match = new Match(BY_PROPERTY.get(written), Spelling.PREFIXED);
        }
        return Optional.ofNullable(match);
    }

    /** What a system property means; empty also for those that are not ZooKeeper's. */
    static Optional<ConfigKey> inSystemProperties(String property) {
        ConfigKey exact = BY_PROPERTY.get(property);
        if (exact != null) {
            return Optional.of(exact);
        }
        return property.startsWith(PREFIX)
                ? Optional.ofNullable(named(property.substring(PREFIX.length())))
                        .map(Match::key)
                : Optional.empty();
    }

    private static Match named(String name) {
        ConfigKey exact = BY_NAME.get(name);
        if (exact != null) {
            return new Match(exact, exact.name().equals(name) ? Spelling.NAME : Spelling.ALIAS);
        }
        for (ConfigKey key : ALL) {
            if (key.family() && name.startsWith(key.prefix())) {
                return new Match(key, Spelling.NAME);
            }
        }
        return null;
    }

    /** All names and aliases, to guess from; families without their number. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (ConfigKey key : ALL) {
            names.add(key.name());
            names.addAll(key.aliases());
        }
        return names;
    }

    private static List<ConfigKey> collect() {
        List<ConfigKey> all = new ArrayList<>();
        all.addAll(BasicKeys.basics());
        all.addAll(BasicKeys.limits());
        all.addAll(ThrottleKeys.all());
        all.addAll(StorageKeys.storage());
        all.addAll(StorageKeys.tree());
        all.addAll(AccessKeys.all());
        all.addAll(SaslKeys.all());
        all.addAll(CommandKeys.all());
        all.addAll(MetricsKeys.all());
        all.addAll(PauseKeys.all());
        all.addAll(PathStatsKeys.all());
        all.addAll(EnsembleKeys.all());
        all.addAll(LearnerKeys.all());
        all.addAll(AdminKeys.all());
        all.addAll(QuorumSaslKeys.all());
        all.addAll(TlsKeys.quorum());
        all.addAll(TlsKeys.tls());
        all.addAll(InternalKeys.internals());
        all.addAll(InternalKeys.clients());
        return List.copyOf(all);
    }

    private static Map<String, ConfigKey> byName() {
        Map<String, ConfigKey> map = new HashMap<>();
        for (ConfigKey key : ALL) {
            put(map, key.name(), key);
            key.aliases().forEach(alias -> put(map, alias, key));
        }
        return map;
    }

    private static Map<String, ConfigKey> byProperty() {
        Map<String, ConfigKey> map = new HashMap<>();
        ALL.forEach(key -> put(map, key.systemProperty(), key));
        return map;
    }

    private static void put(Map<String, ConfigKey> map, String name, ConfigKey key) {
        if (map.put(name, key) != null) {
            throw new IllegalStateException("two keys are called " + name);
        }
    }
}

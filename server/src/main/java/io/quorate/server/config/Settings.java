package io.quorate.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that was configured, by key, from all places; says what is odd about it. The file wins over a system
 * property, as in Apache's server, and the last line over earlier ones, as in any properties file.
 */
final class Settings {
    /** Properties that conf/logback.xml reads, under the names that Apache's scripts use. */
    private static final Set<String> LOGGING = Set.of(
            "zookeeper.log.dir",
            "zookeeper.log.file",
            "zookeeper.log.level",
            "zookeeper.root.logger",
            "zookeeper.console.threshold",
            "zookeeper.log.threshold",
            "zookeeper.log.maxfilesize",
            "zookeeper.log.maxbackupindex");

    private static final Set<ConfigKey> MEMBERSHIP =
            Set.of(EnsembleKeys.SERVER, EnsembleKeys.GROUP, EnsembleKeys.WEIGHT);

    private final Findings findings;
    private final Map<ConfigKey, Setting> single = new LinkedHashMap<>();
    private final Map<String, Setting> families = new LinkedHashMap<>();
    private final List<Setting> unknown = new ArrayList<>();
    private final Set<ConfigKey> reported = new HashSet<>();

    Settings(Findings findings) {
        this.findings = findings;
    }

    /** Adds the lines of the configuration file. */
    void addFile(Path file, List<PropertiesFile.Entry> entries) {
        for (PropertiesFile.Entry entry : entries) {
            addLine(entry, Source.line(file, entry.line()));
        }
    }

    /** Adds the lines of the file with the membership, which may hold nothing else. */
    void addDynamicFile(Path file, List<PropertiesFile.Entry> entries) {
        for (PropertiesFile.Entry entry : entries) {
            Source source = Source.dynamicLine(file, entry.line());
            Optional<KnownKeys.Match> match = KnownKeys.inFile(entry.key());
            boolean allowed = match.isPresent()
                    && (MEMBERSHIP.contains(match.get().key())
                            || match.get().key().equals(EnsembleKeys.VERSION));
            if (allowed) {
                addKnown(match.get(), entry.key(), entry.value(), source);
            } else {
                findings.wrong(
                        source,
                        entry.key(),
                        entry.value(),
                        "only server.N, group.N, weight.N and version in a dynamic configuration file",
                        "Move the line to the static file.");
            }
        }
    }

    /** Adds an argument of the main class. */
    void addArgument(ConfigKey key, String name, String value) {
        single.put(key, new Setting(key, key.name(), null, value.strip(), Source.argument(name)));
    }

    /** Adds what no other place has set; must come last. */
    void addSystemProperties(Properties properties) {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            Optional<ConfigKey> key = KnownKeys.inSystemProperties(name);
            if (key.isPresent() && !MEMBERSHIP.contains(key.get())) {
                addProperty(key.get(), name, properties.getProperty(name).strip());
            } else if (name.startsWith("zookeeper.") && !LOGGING.contains(name)) {
                String bare = name.substring("zookeeper.".length());
                findings.warn(
                        Source.systemProperty(name),
                        name,
                        "unknown, so it has no effect." + didYouMean(bare).orElse(""));
            }
        }
    }

    private void addLine(PropertiesFile.Entry entry, Source source) {
        if (entry.key().isEmpty()) {
            findings.wrong(source, null, "=" + entry.value(), "key=value", null);
            return;
        }
        Optional<KnownKeys.Match> match = KnownKeys.inFile(entry.key());
        if (match.isPresent()) {
            addKnown(match.get(), entry.key(), entry.value(), source);
        } else {
            addUnknown(entry, source);
        }
    }

    private void addUnknown(PropertiesFile.Entry entry, Source source) {
        unknown.add(new Setting(null, entry.key(), null, entry.value(), source));
        String lower = entry.key().toLowerCase(Locale.ROOT);
        for (ConfigKey family : MEMBERSHIP) {
            if (lower.startsWith(family.prefix())) {
                String right = family.prefix() + lower.substring(family.prefix().length());
                findings.wrong(source, null, entry.key(), right, "Keys are case-sensitive.");
                return;
            }
        }
        findings.warn(
                source,
                entry.key(),
                "unknown key " + entry.key() + ", so it has no effect."
                        + didYouMean(entry.key()).orElse(""));
    }

    private void addKnown(KnownKeys.Match match, String written, String value, Source source) {
        ConfigKey key = match.key();
        if (match.spelling() != KnownKeys.Spelling.NAME) {
            findings.note(source, written, spelt(match, written));
        }
        String number = key.family() ? afterPrefix(key, written) : null;
        Setting setting = new Setting(key, written, number, value, source);
        Setting before = key.family() ? families.put(key.prefix() + number, setting) : single.put(key, setting);
        if (before != null) {
            reportDuplicate(before, setting);
        }
        reportStatus(setting);
    }

    private static String spelt(KnownKeys.Match match, String written) {
        return match.spelling() == KnownKeys.Spelling.ALIAS
                ? written + " is taken for " + match.key().name() + ", which is what the server knows it as."
                : written + " is taken for " + match.key().name() + "; in a file, the prefix is not needed.";
    }

    private static String afterPrefix(ConfigKey key, String written) {
        return written.substring(written.indexOf(key.prefix()) + key.prefix().length());
    }

    private void reportDuplicate(Setting before, Setting setting) {
        if (MEMBERSHIP.contains(setting.key())) {
            findings.wrong(
                    setting.source(),
                    setting.written(),
                    setting.value(),
                    "each of these only once",
                    "The first is " + before.source() + ".");
            return;
        }
        findings.warn(
                setting.source(),
                setting.written(),
                setting.written() + " was set before, at " + before.source() + "; the last one, "
                        + setting.key().shown(setting.value()) + ", holds.");
    }

    private void addProperty(ConfigKey key, String property, String value) {
        Setting present = key.family() ? families.get(key.prefix() + afterPrefix(key, property)) : single.get(key);
        if (present != null) {
            if (!present.value().equals(value)) {
                findings.warn(
                        Source.systemProperty(property),
                        property,
                        key.shown(value) + " has no effect: " + present.source() + " sets " + present.written() + "="
                                + key.shown(present.value()) + ", and the file wins.");
            }
            return;
        }
        Setting setting = new Setting(
                key,
                property,
                key.family() ? afterPrefix(key, property) : null,
                value,
                Source.systemProperty(property));
        if (key.family()) {
            families.put(key.prefix() + setting.number(), setting);
        } else {
            single.put(key, setting);
        }
        reportStatus(setting);
    }

    /** Says once per key if it does not do what it is for. */
    private void reportStatus(Setting setting) {
        ConfigKey key = setting.key();
        KeyStatus status = key.status();
        if (status.parsed() || status.isInEffect(setting.value())) {
            return;
        }
        switch (status.kind()) {
            case NOT_YET_UNSAFE, REFUSED -> findings.wrong(
                    setting.source(), setting.written(), key.shown(setting.value()), accepted(status), status.reason());
            case NOT_YET -> {
                if (reported.add(key)) {
                    findings.warn(
                            setting.source(),
                            setting.written(),
                            setting.written() + " has no effect yet. " + status.reason());
                }
            }
            default -> {
                if (reported.add(key)) {
                    findings.note(
                            setting.source(),
                            setting.written(),
                            setting.written() + " has no effect. " + status.reason());
                }
            }
        }
    }

    private static String accepted(KeyStatus status) {
        return status.inEffect().isEmpty()
                ? "no such setting, which is not supported"
                : String.join(" or ", status.inEffect()) + ", as nothing else is supported";
    }

    private static Optional<String> didYouMean(String written) {
        return Suggestions.nearest(written, KnownKeys.names()).map(name -> " Did you mean " + name + "?");
    }

    Optional<Setting> find(ConfigKey key) {
        return Optional.ofNullable(single.get(key));
    }

    /** All keys of a family, in the order they were first seen. */
    List<Setting> family(ConfigKey key) {
        return families.values().stream().filter(s -> s.key().equals(key)).toList();
    }

    /** An unknown key that was probably meant to be this one. */
    Optional<Setting> misspelt(ConfigKey key) {
        return unknown.stream()
                .filter(s -> Suggestions.nearest(s.written(), KnownKeys.names())
                        .filter(key.name()::equals)
                        .isPresent())
                .findFirst();
    }
}

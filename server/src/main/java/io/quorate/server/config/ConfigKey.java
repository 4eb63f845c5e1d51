package io.quorate.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One key that the server knows.
 *
 * @param name to be written in a configuration file; a family ends in {@code .N}
 * @param systemProperty the name of the Java system property
 * @param aliases further names that mean the same
 * @param defaultText its value if it is not configured, in the form of a file; null if there is none
 * @param shownDefault the same for people, where it is computed
 * @param component what it fills in {@link QuorumPeerConfig}, e.g. {@code storage.snapCount}; null if nothing
 * @param secret never printed
 */
record ConfigKey(
        String name,
        String systemProperty,
        List<String> aliases,
        Section section,
        ValueType type,
        String defaultText,
        String shownDefault,
        String meaning,
        String component,
        KeyStatus status,
        boolean secret) {

    /** There is one key of a name. A record's own methods compare all components, and take long to be made for the first time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigKey key && key.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The chapters of the reference, in its order. */
    enum Section {
        BASICS("Basics"),
        LIMITS("Limits and flow control"),
        STORAGE("Storage"),
        TREE("Kinds of nodes"),
        ACCESS("ACLs and authentication"),
        COMMANDS("Four-letter words, admin server, metrics"),
        ENSEMBLE("Ensemble"),
        QUORUM_SECURITY("Security between servers"),
        TLS("TLS"),
        INTERNALS("Threads, sockets, caches"),
        CLIENT("Keys of the client library");

        private final String title;

        Section(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Whether the name stands for many: {@code server.1}, {@code server.2}, ... */
    boolean family() {
        return name.endsWith(".N");
    }

    /** For a family: what its keys begin with, with the dot. */
    String prefix() {
        return name.substring(0, name.length() - 1);
    }

    /** The value as it may be printed. */
    String shown(String value) {
        return secret && !value.isEmpty() ? Secret.REDACTED : value;
    }

    /** Collects the keys of one section while its class is initialised. */
    static final class Table {
        private final Section section;
        private final List<ConfigKey> keys = new ArrayList<>();

        Table(Section section) {
            this.section = section;
        }

        Builder key(String name, ValueType type, String defaultText) {
            return new Builder(this, name, type, defaultText);
        }

        List<ConfigKey> keys() {
            return Collections.unmodifiableList(keys);
        }
    }

    /** Ends with one of the methods that give the status. */
    static final class Builder {
        private final Table table;
        private final String name;
        private final ValueType type;
        private final String defaultText;
        private String shownDefault;
        private String systemProperty;
        private List<String> aliases = List.of();
        private String meaning = "";
        private boolean secret;

        private Builder(Table table, String name, ValueType type, String defaultText) {
            this.table = table;
            this.name = name;
            this.type = type;
            this.defaultText = defaultText;
            this.shownDefault = defaultText;
            this.systemProperty = "zookeeper." + name;
        }

        Builder property(String property) {
            this.systemProperty = property;
            return this;
        }

        Builder alias(String... names) {
            this.aliases = List.of(names);
            return this;
        }

        Builder computed(String shown) {
            this.shownDefault = shown;
            return this;
        }

        Builder means(String text) {
            this.meaning = text;
            return this;
        }

        Builder secret() {
            this.secret = true;
            return this;
        }

        ConfigKey honoured(String component) {
            return add(KeyStatus.Kind.HONOURED, null, component);
        }

        ConfigKey noEffect(String reason) {
            return add(KeyStatus.Kind.ACCEPTED_NO_EFFECT, reason, null);
        }

        ConfigKey notYet(String reason, String... inEffect) {
            return add(KeyStatus.Kind.NOT_YET, reason, null, inEffect);
        }

        ConfigKey notYetUnsafe(String reason, String... inEffect) {
            return add(KeyStatus.Kind.NOT_YET_UNSAFE, reason, null, inEffect);
        }

        ConfigKey refused(String reason, String... inEffect) {
            return add(KeyStatus.Kind.REFUSED, reason, null, inEffect);
        }

        private ConfigKey add(KeyStatus.Kind kind, String reason, String component, String... inEffect) {
            ConfigKey key = new ConfigKey(
                    name,
                    systemProperty,
                    aliases,
                    table.section,
                    type,
                    defaultText,
                    shownDefault,
                    meaning,
                    component,
                    new KeyStatus(kind, reason, List.of(inEffect)),
                    secret);
            table.keys.add(key);
            return key;
        }
    }
}

package io.quorate.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads settings as the types of their keys. A mistake is noted, and the default is returned in its place so that
 * reading can go on; remembers what is in effect, for {@link ConfigSources}.
 */
final class Values {
    private final Settings settings;
    private final Findings findings;
    private final Map<ConfigKey, ConfigSources.Entry> inEffect = new LinkedHashMap<>();

    Values(Settings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    /** A way to read a text. */
    private interface Reading<T> {
        T of(String text) throws ValueType.BadValueException;
    }

    long longOf(ConfigKey key) {
        ValueType.Whole type = (ValueType.Whole) key.type();
        return read(key, type::parse).orElse(0L);
    }

    int intOf(ConfigKey key) {
        return Math.toIntExact(longOf(key));
    }

    /** A number without a fixed default: what to take then comes from another value. */
    int intOf(ConfigKey key, int computed, String from) {
        if (settings.find(key).isEmpty()) {
            take(key, Integer.toString(computed), from);
            return computed;
        }
        return intOf(key);
    }

    boolean flagOf(ConfigKey key) {
        ValueType.Flag type = (ValueType.Flag) key.type();
        return read(key, type::parse).orElse(false);
    }

    boolean yesNoOf(ConfigKey key) {
        ValueType.YesNo type = (ValueType.YesNo) key.type();
        return read(key, type::parse).orElse(false);
    }

    String choiceOf(ConfigKey key) {
        ValueType.Choice type = (ValueType.Choice) key.type();
        return read(key, type::parse).orElse("");
    }

    Duration hoursOf(ConfigKey key) {
        ValueType.Hours type = (ValueType.Hours) key.type();
        return read(key, type::parse).orElse(Duration.ZERO);
    }

    String hashOf(ConfigKey key) {
        ValueType.Hash type = (ValueType.Hash) key.type();
        return read(key, type::parse).orElse("");
    }

    /** A non-empty text, or null if it is not configured or wrong. */
    String textOf(ConfigKey key) {
        ValueType.Text type = (ValueType.Text) key.type();
        return read(key, type::parse).orElse(null);
    }

    /** A number with or without a decimal point. */
    double decimalOf(ConfigKey key) {
        return read(key, Values::decimal).orElse(0.0);
    }

    private static double decimal(String text) throws ValueType.BadValueException {
        if (!text.matches("[+-]?([0-9]{1,9}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})")) {
            throw new ValueType.BadValueException(text.contains(",") ? "The decimal point is a point." : null);
        }
        return Double.parseDouble(text);
    }

    /** Words separated by commas, blanks around them cut off. */
    List<String> wordsOf(ConfigKey key) {
        List<String> words = new ArrayList<>();
        String text = read(key, t -> t).orElse("");
        for (String word : text.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    /** An absolute path, or null if it is not configured or wrong. */
    Path pathOf(ConfigKey key) {
        String text = textOf(key);
        if (text == null) {
            return null;
        }
        try {
            return absolute(key, Path.of(text));
        } catch (InvalidPathException e) {
            wrong(key, "The system says: " + e.getReason() + ".");
            return null;
        }
    }

    private Path absolute(ConfigKey key, Path path) {
        Setting setting = settings.find(key).orElseThrow();
        Path absolute = path.toAbsolutePath().normalize();
        if (path.startsWith("~")) {
            findings.warn(
                    setting.source(),
                    setting.written(),
                    setting.written() + ": only a shell knows ~; the path is " + absolute + ".");
        } else if (!path.isAbsolute()) {
            findings.note(
                    setting.source(),
                    setting.written(),
                    setting.written() + " is relative to where the server is started: " + absolute + ".");
        }
        take(key, absolute.toString(), setting.source());
        return absolute;
    }

    private <T> Optional<T> read(ConfigKey key, Reading<T> reading) {
        Optional<Setting> setting = settings.find(key);
        String text = setting.map(Setting::value).orElse(key.defaultText());
        take(key, text == null ? "" : text, setting.map(Setting::source).orElse(Source.defaulted(null)));
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.of(text));
        } catch (ValueType.BadValueException e) {
            wrong(key, e.hint());
            return readDefault(key, reading);
        }
    }

    private <T> Optional<T> readDefault(ConfigKey key, Reading<T> reading) {
        if (key.defaultText() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.of(key.defaultText()));
        } catch (ValueType.BadValueException e) {
            throw new IllegalStateException("default of " + key.name() + ": " + key.defaultText(), e);
        }
    }

    /** Notes that the configured value is none of the key's type. */
    void wrong(ConfigKey key, String hint) {
        wrong(key, key.type().expectation(), hint);
    }

    void wrong(ConfigKey key, String expectation, String hint) {
        Setting setting = settings.find(key).orElseThrow();
        findings.wrong(setting.source(), setting.written(), key.shown(setting.value()), expectation, hint);
    }

    /** Warns about a configured value. */
    void warn(ConfigKey key, String text) {
        Setting setting = settings.find(key).orElseThrow();
        findings.warn(setting.source(), setting.written(), setting.written() + text);
    }

    boolean isSet(ConfigKey key) {
        return settings.find(key).isPresent();
    }

    /** Replaces a configured value that is below what the server needs. */
    int atLeast(ConfigKey key, int least) {
        int value = intOf(key);
        if (value >= least) {
            return value;
        }
        warn(key, "=" + value + " is too low; " + least + ", the least there is, holds.");
        take(key, Integer.toString(least), settings.find(key).orElseThrow().source());
        return least;
    }

    /** Says what is in effect for a key whose default is computed. */
    void take(ConfigKey key, String value, String from) {
        take(key, value, Source.defaulted(from));
    }

    void take(ConfigKey key, String value, Source source) {
        inEffect.put(key, new ConfigSources.Entry(key.name(), key.shown(value), source));
    }

    /** What was read so far, in the order of the reference, the members of a family one by one. */
    ConfigSources sources() {
        List<ConfigSources.Entry> entries = new ArrayList<>();
        for (ConfigKey key : KnownKeys.all()) {
            if (key.family() && key.status().parsed()) {
                settings.family(key)
                        .forEach(s -> entries.add(
                                new ConfigSources.Entry(key.prefix() + s.number(), key.shown(s.value()), s.source())));
            } else if (inEffect.containsKey(key)) {
                entries.add(inEffect.get(key));
            }
        }
        return new ConfigSources(entries);
    }
}

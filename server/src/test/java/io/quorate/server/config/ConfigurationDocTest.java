package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/configuration.md} are what {@link KnownKeys} says; {@code -Drewrite=true} writes them. */
class ConfigurationDocTest {
    private static final String BEGIN = "<!-- keys -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void hasTheTablesOfTheKnownKeys() throws IOException {
        Path page = Repository.root().resolve("docs/configuration.md");
        String expected = Files.readString(page);
        int begin = expected.indexOf(BEGIN) + BEGIN.length();
        int end = expected.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String actual = expected.substring(0, begin) + tables() + expected.substring(end);
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(page, actual);
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder("\n");
        for (ConfigKey.Section section : ConfigKey.Section.values()) {
            text.append("### ").append(section.title()).append("\n\n");
            text.append("| Key | Default | Status | Meaning |\n|---|---|---|---|\n");
            KnownKeys.all().stream().filter(k -> k.section() == section).forEach(k -> text.append(row(k)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name() + "` | " + defaultOf(key) + " | "
                + key.status().kind().shown() + " | " + meaning(key).replace("|", "\\|") + " |\n";
    }

    private static String defaultOf(ConfigKey key) {
        if (key.shownDefault() == null) {
            return "–";
        }
        boolean literal = key.shownDefault().equals(key.defaultText());
        String unit = key.type() instanceof ValueType.Whole whole
                        && literal
                        && !whole.unit().isEmpty()
                ? " " + whole.unit()
                : "";
        return (literal ? "`" + key.shownDefault() + "`" : key.shownDefault()) + unit;
    }

    private static String meaning(ConfigKey key) {
        StringBuilder text = new StringBuilder(key.meaning());
        if (key.status().reason() != null) {
            text.append(" *").append(key.status().reason()).append('*');
        }
        if (!key.aliases().isEmpty()) {
            text.append(" Also called `")
                    .append(String.join("`, `", key.aliases()))
                    .append("`.");
        }
        if (!key.systemProperty().equals("zookeeper." + key.name())) {
            text.append(" System property `").append(key.systemProperty()).append("`.");
        }
        return text.toString();
    }
}

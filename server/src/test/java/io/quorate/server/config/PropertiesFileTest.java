package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PropertiesFileTest {
    private static final String[] PIECES = {
        "a", "b", "key", "=", ":", " ", "\t", "\f", "\\", "\n", "\r", "\r\n", "#", "!", "\\n", "\\u0041", "\\:", "1"
    };

    @Test
    void countsLines() {
        assertThat(PropertiesFile.parse("# c\na=1\n\nb = x\\\n   y\\\\\r\nc:3\rd\n"))
                .containsExactly(
                        new PropertiesFile.Entry("a", "1", 2),
                        new PropertiesFile.Entry("b", "xy\\", 4),
                        new PropertiesFile.Entry("c", "3", 6),
                        new PropertiesFile.Entry("d", "", 7));
    }

    @Test
    void keepsDuplicates() {
        assertThat(PropertiesFile.parse("a=1\na=2"))
                .containsExactly(new PropertiesFile.Entry("a", "1", 1), new PropertiesFile.Entry("a", "2", 2));
    }

    /** Same as java.util.Properties, but for blanks around keys and values, and for a backslash at the very end. */
    @Test
    void readsWhatJavaReads() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            text.append("\n#");
            Properties properties = new Properties();
            properties.load(new StringReader(text.toString()));
            Map<String, String> expected = stripped(properties);
            if (expected.size() == properties.size()) {
                compared++;
                expected.remove("", "");
                assertThat(ours(text.toString()))
                        .as("seed %d, text <%s>", seed, text)
                        .isEqualTo(expected);
            }
        }
        assertThat(compared).isGreaterThan(10_000);
    }

    private static Map<String, String> ours(String text) {
        Map<String, String> map = new TreeMap<>();
        PropertiesFile.parse(text).forEach(e -> map.put(e.key(), e.value()));
        map.remove("", "");
        return map;
    }

    private static Map<String, String> stripped(Properties properties) {
        Map<String, String> map = new TreeMap<>();
        properties.forEach((k, v) -> map.put(k.toString().strip(), v.toString().strip()));
        return map;
    }
}

package io.quorate.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** One sentence about each metric. */
final class MetricHelp {
    private static final String RESOURCE = "metrics.properties";

    private final Properties sentences = new Properties();

    MetricHelp() {
        try (InputStream in = MetricHelp.class.getResourceAsStream(RESOURCE)) {
            sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the metric is; its name if nobody has said. */
    String of(String name) {
        return sentences.getProperty(name, name);
    }
}

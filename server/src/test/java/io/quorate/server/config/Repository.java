package io.quorate.server.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is that a test runs in. */
public final class Repository {
    private Repository() {}

    /** The directory with {@code bin}, {@code conf} and {@code docs}; tests run in that of their module. */
    public static Path root() {
        String configured = System.getProperty("project.root");
        Path directory = Path.of(configured == null ? "" : configured).toAbsolutePath();
        while (directory != null && !Files.isRegularFile(directory.resolve("docs/configuration.md"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("not in a checkout: " + Path.of("").toAbsolutePath());
        }
        return directory;
    }
}

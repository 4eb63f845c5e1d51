package io.quorate.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie that the tests run or read. The system properties are set in {@code tests/pom.xml}. */
public final class Locations {
    private Locations() {}

    /** The root of the source tree. */
    public static Path projectRoot() {
        return Path.of(property("project.root")).normalize();
    }

    /** The runnable layout: bin, conf, lib. */
    public static Path layout() {
        return Path.of(property("quorate.home")).normalize();
    }

    /** A system property that has to be set. */
    public static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("system property " + name + " is not set (expected: as in tests/pom.xml)");
        }
        return value;
    }

    /** The jars of a directory, in the order of their names. */
    public static List<Path> jarsIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    static Path jarOf(Class<?> type) {
        return path(type.getProtectionDomain().getCodeSource().getLocation());
    }

    /** A file of the test resources. */
    public static Path resource(String name) {
        URL found = Locations.class.getResource("/" + name);
        if (found == null) {
            throw new IllegalStateException("no test resource " + name);
        }
        return path(found);
    }

    private static Path path(URL location) {
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a file: " + location, e);
        }
    }
}

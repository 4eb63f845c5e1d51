package io.quorate.tests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits of the source tree that no compiler checks. */
class SourceTreeTest {
    private static final int LINES_MAX = 600;
    /** Split so that this file does not find itself. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern SLEEPING_TEST =
            Pattern.compile("Thread" + "\\.sleep|TimeUnit\\.[A-Z]+\\.sleep|@" + "Disabled");
    private static final Pattern SWALLOWED = Pattern.compile("catch \\([^)]*\\) \\{\\s*\\}");

    @Test
    void filesAreSmall() {
        assertThat(sources().filter(file -> text(file).lines().count() > LINES_MAX))
                .as("files of more than " + LINES_MAX + " lines")
                .isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(sources().filter(file -> UNFINISHED.matcher(text(file)).find()))
                .as("files with a note of unfinished work")
                .isEmpty();
    }

    @Test
    void noExceptionIsSwallowedWithoutAWord() {
        assertThat(sources().filter(file -> SWALLOWED.matcher(text(file)).find()))
                .as("files with an empty catch block")
                .isEmpty();
    }

    @Test
    void testsWaitForConditionsAndAllRun() {
        assertThat(sources()
                        .filter(file -> file.toString().contains("/src/test/"))
                        .filter(file -> SLEEPING_TEST.matcher(text(file)).find()))
                .as("tests that sleep or are switched off")
                .isEmpty();
    }

    @Test
    void everyProductionPackageSaysWhatItIs() {
        List<Path> silent = new ArrayList<>();
        sources()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .filter(dir -> !Files.exists(dir.resolve("package-info.java")))
                .forEach(silent::add);
        assertThat(silent).as("packages without package-info.java").isEmpty();
    }

    private static Stream<Path> sources() {
        try {
            List<Path> found = new ArrayList<>();
            try (Stream<Path> all = Files.walk(Locations.projectRoot())) {
                all.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(found::add);
            }
            assertThat(found).as("sources below " + Locations.projectRoot()).isNotEmpty();
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

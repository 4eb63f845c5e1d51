package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents for operators say is in the program: messages, scripts, and other documents. */
class TroubleshootingTest {
    private static final Path ROOT = Locations.projectRoot();
    /** Of a message: {@code * `text` - meaning}. */
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\* `([^`]+)`");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern SCRIPT = Pattern.compile("\\b(zk[A-Za-z-]+\\.sh)\\b");
    private static final List<String> DOCUMENTS = List.of(
            "docs/troubleshooting.md", "docs/backup.md", "docs/deployment.md", "docs/operations.md", "README.md");

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** The texts of all sources, with the strings of one message put together. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(TroubleshootingTest::isProduct).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString().replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("\" \\\\\\n\\s*\"", " ");
    }

    private static boolean isProduct(Path file) {
        String path = file.toString();
        return !path.contains("/target/")
                && ((path.contains("/src/main/java/") && path.endsWith(".java"))
                        || (path.startsWith(ROOT.resolve("bin").toString()) && path.endsWith(".sh")));
    }

    @Test
    void everyMessageIsOneOfTheProgram() throws IOException {
        String sources = sources();
        List<String> unknown = new ArrayList<>();
        int messages = 0;
        Matcher each = MESSAGE.matcher(text("docs/troubleshooting.md"));
        while (each.find()) {
            messages++;
            for (String part : each.group(1).split("…")) {
                if (!sources.contains(part.strip())) {
                    unknown.add(part);
                }
            }
        }
        assertThat(messages).isGreaterThan(40);
        assertThat(unknown)
                .as("parts of messages that the program does not have")
                .isEmpty();
    }

    @Test
    void everyScriptAndLinkLeadsSomewhere() throws IOException {
        for (String document : DOCUMENTS) {
            String text = text(document);
            Matcher script = SCRIPT.matcher(text);
            while (script.find()) {
                assertThat(ROOT.resolve("bin").resolve(script.group(1)))
                        .as(document)
                        .isRegularFile();
            }
            Matcher link = LINK.matcher(text);
            while (link.find()) {
                if (!link.group(1).contains("://")) {
                    assertThat(ROOT.resolve(document).resolveSibling(link.group(1)))
                            .as(document)
                            .exists();
                }
            }
        }
    }
}

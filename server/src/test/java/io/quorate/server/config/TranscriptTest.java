package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake and oddity of a configuration has its exact message, in {@code transcript.txt}. */
class TranscriptTest {
    private static final String RESOURCE = "src/test/resources/io/quorate/server/config/transcript.txt";

    @TempDir
    Path temp;

    @Test
    void saysWhatTheTranscriptSays() throws IOException {
        Path transcript = Path.of(RESOURCE);
        String expected = Files.readString(transcript);
        String actual = replay(expected);
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(transcript, actual);
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(actual.split("\n== ", -1)).hasSizeGreaterThan(60);
    }

    private String replay(String text) throws IOException {
        String[] cases = text.split("(?m)^== ", -1);
        StringBuilder out = new StringBuilder(cases[0]);
        for (int i = 1; i < cases.length; i++) {
            String input = cases[i].substring(0, cases[i].indexOf("----\n"));
            out.append("== ").append(input).append("----\n");
            for (String line :
                    answer(temp.resolve("case" + i), input.lines().skip(1).toList())) {
                out.append(line).append('\n');
            }
            out.append(i == cases.length - 1 ? "" : "\n");
        }
        return out.toString();
    }

    private static List<String> answer(Path dir, List<String> lines) throws IOException {
        Properties properties = new Properties();
        write(dir, lines, properties);
        List<String> said = new ArrayList<>();
        try {
            ParsedConfig parsed = ConfigParser.parse(dir.resolve("zoo.cfg"), properties);
            parsed.warnings().forEach(w -> said.add(w.severity() + " " + w));
            said.add("ok");
        } catch (ConfigException e) {
            said.add("MISTAKE " + e.getMessage());
            e.others().forEach(m -> said.add("MISTAKE " + m));
        }
        String workingDirectory = Path.of("").toAbsolutePath().toString();
        return said.stream()
                .map(s -> s.replace(dir.toString(), "$DIR").replace(workingDirectory, "$PWD"))
                .toList();
    }

    private static void write(Path dir, List<String> lines, Properties properties) throws IOException {
        Files.createDirectories(dir);
        Path file = dir.resolve("zoo.cfg");
        Files.writeString(file, "");
        for (String line : lines) {
            if (line.startsWith("-D")) {
                String[] parts = line.substring(2).split("=", 2);
                properties.setProperty(parts[0], parts[1]);
            } else if (line.startsWith("myid")) {
                Files.writeString(dir.resolve("myid"), line.substring(4).strip() + "\n");
            } else if (line.startsWith("file ")) {
                file = dir.resolve(line.substring(5));
                Files.writeString(file, "");
            } else {
                String text = line.replace("$DIR", dir.toString()) + "\n";
                Files.writeString(file, Files.readString(file) + text);
            }
        }
    }
}

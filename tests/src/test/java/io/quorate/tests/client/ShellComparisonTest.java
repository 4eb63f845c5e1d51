package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Our shell and the released one of Apache, line by line: every command, its options and its errors, on one server. What differs,
 * and is meant to, is marked in the script with its name in {@code docs/divergence.md}.
 */
@Timeout(120)
class ShellComparisonTest {
    private static final String SCRIPT = "shell-comparison.txt";
    /** What follows each line so that its answers can be told apart, on either stream. */
    private static final String MARKS = "\nprintwatches\ngetAllChildrenNumber\n";

    private static final Pattern OUT_MARK = Pattern.compile("(?m)^printwatches is on\n");
    private static final Pattern ERR_MARK = Pattern.compile("(?m)^getAllChildrenNumber path\n(Missing.*\n)?");
    /** The released shell prints the lines of an event one by one, on another thread than the answers, which may come between them. */
    private static final Pattern EVENT = Pattern.compile("(?m)^(?:WATCHER::|(WatchedEvent .*))$");

    private static final Pattern WHOLE_EVENT = Pattern.compile("\nWATCHER::\n\nWatchedEvent .*\n");

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    /** A line of the script; the name is that of a wanted difference, or null. */
    private record Line(String text, String difference) {}

    /** What a shell answered to each line, and the events of its watches, which come when they come, so many of them in one piece. */
    private record Answers(List<String> out, List<String> err, List<String> events, long wholeEvents) {}

    @Test
    void everyLineGetsTheSameAnswerUnlessTheDifferenceIsWanted() throws Exception {
        ServerProcess server = SANDBOX.quorate(ServerSettings.standalone().withProperty("extendedTypesEnabled", true))
                .start();
        Path dir = SANDBOX.directory("shells");
        String at = "127.0.0.1:" + server.port();
        List<Line> lines = script();
        Answers apache =
                answers("/apach", CliRun.ofApache(dir, input("/apach", lines), "-server", at, "-waitforconnection"));
        Answers quorate =
                answers("/quora", CliRun.ofQuorate(dir, input("/quora", lines), "-server", at, "-waitforconnection"));
        assertThat(apache.out().size()).as("answers of Apache's shell").isEqualTo(lines.size());
        assertThat(quorate.out().size()).as("answers of our shell").isEqualTo(lines.size());
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < lines.size(); i++) {
            String expected = answer(apache, i);
            String actual = answer(quorate, i);
            if (lines.get(i).difference() == null) {
                all.assertThat(actual).as(lines.get(i).text()).isEqualTo(expected);
            } else {
                all.assertThat(actual).as("is the same now: %s", lines.get(i)).isNotEqualTo(expected);
            }
        }
        all.assertThat(quorate.wholeEvents())
                .as("events of our shell that nothing comes between")
                .isEqualTo(quorate.events().size());
        // In any order, since that in which siblings are deleted is not the same.
        all.assertThat(quorate.events()).containsExactlyInAnyOrderElementsOf(apache.events());
        all.assertAll();
    }

    @Test
    void everyDifferenceIsInTheDocumentAndTheOtherWayRound() throws IOException {
        String document = Files.readString(Locations.projectRoot().resolve("docs/divergence.md"));
        List<String> documented = Pattern.compile("(?m)^\\| `(shell-[a-z-]+)` ")
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> marked = script().stream()
                .map(Line::difference)
                .filter(name -> name != null)
                .toList();
        assertThat(documented).doesNotHaveDuplicates().hasSameElementsAs(marked);
    }

    private static List<Line> script() throws IOException {
        Path file = Locations.projectRoot().resolve("tests/src/test/resources/io/quorate/tests/client/" + SCRIPT);
        List<Line> lines = new ArrayList<>();
        String difference = null;
        for (String text : Files.readAllLines(file)) {
            if (text.startsWith("! ")) {
                difference = text.substring(2);
            } else if (!text.startsWith("# ")) {
                lines.add(new Line(text, difference));
                difference = null;
            }
        }
        return lines;
    }

    private static String input(String home, List<Line> lines) {
        StringBuilder input = new StringBuilder();
        lines.forEach(line -> input.append(line.text().replace("@", home)).append(MARKS));
        return input.toString();
    }

    private static Answers answers(String home, CliRun run) {
        String out = String.join("\n", run.out()) + "\n";
        List<String> events = EVENT.matcher(out)
                .results()
                .filter(match -> match.group(1) != null)
                .map(match -> CliRun.masked(match.group(1)).replace(home, "@"))
                .toList();
        return new Answers(
                parts(home, OUT_MARK, EVENT.matcher(out).replaceAll("")),
                parts(home, ERR_MARK, String.join("\n", run.err()) + "\n"),
                events,
                WHOLE_EVENT.matcher(out).results().count());
    }

    /** The end of what either stream has is behind the last mark: it is no answer. */
    private static List<String> parts(String home, Pattern mark, String text) {
        List<String> parts = new ArrayList<>();
        for (String part : mark.split(text, -1)) {
            parts.add(part.replace(home, "@")
                    .lines()
                    .map(CliRun::masked)
                    .filter(line -> !line.startsWith("SLF4J"))
                    .map(ShellComparisonTest::plain)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (some, line) -> some + line + "\n"));
        }
        return parts.subList(0, parts.size() - 1);
    }

    /** Apache's shell lists options below a usage and tells the class of an exception; ours tells what was wrong and where to look. */
    private static String plain(String line) {
        if (line.matches(" -\\w .*|(Missing required parameter|No members|One argument too many).*")) {
            return "";
        }
        return line.replaceFirst("^org\\.apache\\.commons\\.cli\\.\\w+: ", "")
                .replaceFirst(" \\(.*try: help \\w+\\)$", "")
                .replaceFirst("(?<=parsing the option value): .*", "");
    }

    private static String answer(Answers answers, int line) {
        return answers.out().get(line) + "--\n" + answers.err().get(line);
    }
}

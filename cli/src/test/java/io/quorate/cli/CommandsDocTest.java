package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The commands of {@code docs/zkcli.md} are what their models say; {@code -Drewrite=true} writes them. */
class CommandsDocTest {
    private static final String BEGIN = "<!-- commands -->\n";
    private static final String END = "<!-- end of commands -->\n";

    @Test
    void hasEveryCommandWithItsArgumentsAndExamples() throws IOException {
        Path page = root().resolve("docs/zkcli.md");
        String expected = Files.readString(page);
        int begin = expected.indexOf(BEGIN) + BEGIN.length();
        int end = expected.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String actual = expected.substring(0, begin) + commands() + expected.substring(end);
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(page, actual);
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void everyCommandAndArgumentIsDescribedAndHasAnExampleThatItUnderstands() throws CommandException {
        for (ShellCommand command : Commands.shown()) {
            assertThat(command.usage()).startsWith(command.name());
            assertThat(command.description()).as(command.name()).endsWith(".");
            assertThat(command.examples()).as(command.name()).isNotEmpty();
            for (HelpText.Argument argument : HelpText.arguments(command)) {
                assertThat(argument.description())
                        .as(command.name() + " " + argument.form())
                        .isNotEmpty();
            }
            for (String example : command.examples()) {
                var words = Words.of(example);
                assertThat(words.get(0)).isEqualTo(command.name());
                Commands.find(command.name()).parse(words.subList(1, words.size()));
            }
        }
    }

    private static String commands() {
        StringBuilder text = new StringBuilder();
        for (ShellCommand command : Commands.shown()) {
            text.append("\n### ")
                    .append(command.name())
                    .append("\n\n```\n")
                    .append(command.usage().trim());
            text.append("\n```\n\n").append(command.description()).append('\n');
            var arguments = HelpText.arguments(command);
            if (!arguments.isEmpty()) {
                text.append("\n| Argument | Meaning |\n|---|---|\n");
            }
            for (HelpText.Argument argument : arguments) {
                text.append("| `").append(argument.form().replace("|", "\\|")).append("` | ");
                text.append(argument.description().replace("|", "\\|")).append(" |\n");
            }
            text.append(command.examples().size() == 1 ? "\nExample:\n\n```\n" : "\nExamples:\n\n```\n");
            text.append(String.join("\n", command.examples())).append("\n```\n");
        }
        return text.append('\n').toString();
    }

    private static Path root() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve("docs/zkcli.md"))) {
            dir = dir.getParent();
        }
        return dir;
    }
}

package io.quorate.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What {@code help} tells of a command, out of the model of its arguments. */
final class HelpText {
    private HelpText() {}

    /**
     * One argument of a command.
     *
     * @param form as it is typed, such as {@code -t ttl}
     */
    record Argument(String form, String description) {}

    /** Usage, description, arguments and examples; no line end at the end. */
    static String of(ShellCommand command) {
        StringBuilder text =
                new StringBuilder(command.usage().trim()).append('\n').append(command.description());
        List<Argument> arguments = arguments(command);
        int width =
                arguments.stream().mapToInt(each -> each.form().length()).max().orElse(0);
        for (Argument argument : arguments) {
            text.append("\n  ")
                    .append(argument.form())
                    .append(" ".repeat(width - argument.form().length() + 2))
                    .append(argument.description());
        }
        for (String example : command.examples()) {
            text.append("\nExample: ").append(example);
        }
        return text.toString();
    }

    /** Options first, then parameters, but those of old forms. */
    static List<Argument> arguments(ShellCommand command) {
        CommandSpec spec = command.parser().getCommandSpec();
        List<Argument> arguments = new ArrayList<>();
        // Those of methods come in any order, another one in each JVM: they are numbered.
        List<OptionSpec> options = spec.options().stream()
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
        for (OptionSpec option : options) {
            if (!option.hidden()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                arguments.add(new Argument(String.join(", ", option.names()) + label, description(option)));
            }
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                arguments.add(new Argument(parameter.paramLabel(), description(parameter)));
            }
        }
        return arguments;
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", argument.description());
    }
}

package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds znodes by name, data or kind. */
@Command(
        name = "find",
        customSynopsis = "find [-name pattern] [-data regex] [-e] [-z] path",
        description = "Lists the paths of the znodes, from one downwards, for which all that is asked for holds.",
        footer = {"find -name 'lock-*' /app", "find -data 10.0.0.7 /services", "find -e /"})
final class FindCommand extends ShellCommand {
    @Option(
            names = "-name",
            paramLabel = "pattern",
            description = "The last part of the path; * stands for any characters and ? for one.")
    private String name;

    @Option(names = "-data", paramLabel = "regex", description = "The data, as text, has a match of this expression.")
    private String data;

    @Option(names = "-e", description = "It is ephemeral.")
    private boolean ephemeral;

    @Option(names = "-z", description = "It has no data.")
    private boolean empty;

    @Parameters(index = "0", paramLabel = "path", description = "Of the first.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        Pattern names = name == null ? null : glob(name);
        Pattern texts = data == null ? null : regex();
        Subtree subtree = Subtree.read(shell.session(), path, each -> {});
        List<KeeperException> refusals = new ArrayList<>(subtree.failures());
        List<String> named = subtree.paths().stream()
                .filter(each -> names == null
                        || names.matcher(each.substring(each.lastIndexOf('/') + 1))
                                .matches())
                .toList();
        if (texts == null && !ephemeral && !empty) {
            named.forEach(shell.out()::println);
        } else {
            Bulk<NodeData> nodes = Bulk.ask(named, shell.session()::getData);
            for (int i = 0; i < named.size(); i++) {
                if (nodes.answers().get(i) != null && holds(nodes.answers().get(i), texts)) {
                    shell.out().println(named.get(i));
                }
            }
            refusals.addAll(nodes.refusals());
        }
        return Bulk.tell(shell, refusals);
    }

    private boolean holds(NodeData node, Pattern texts) {
        byte[] bytes = node.data() == null ? new byte[0] : node.data();
        return (!empty || bytes.length == 0)
                && (!ephemeral || node.stat().ephemeralOwner() != 0)
                && (texts == null
                        || texts.matcher(new String(bytes, StandardCharsets.UTF_8))
                                .find());
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private Pattern regex() throws CommandException {
        try {
            return Pattern.compile(data, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new CommandException("-data: " + e.getDescription() + ": " + data + " (a regular expression)", e);
        }
    }
}

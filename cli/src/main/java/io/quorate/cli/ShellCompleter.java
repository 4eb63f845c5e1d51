package io.quorate.cli;

import io.quorate.client.ZnodePath;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes the first word with names of commands, words that start with - with the options of the command, and words that start
 * with / with paths of znodes that are there at the moment.
 */
final class ShellCompleter implements Completer {
    private static final int LIMIT_MILLIS = 1000;

    private final Shell shell;

    ShellCompleter(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        if (line.wordIndex() == 0) {
            Commands.shown().forEach(command -> candidates.add(described(command.name(), command.description())));
            return;
        }
        String command = line.words().get(0);
        if (word.startsWith("/")) {
            completePath(word, candidates);
        } else if (word.startsWith("-")) {
            completeOption(command, candidates);
        } else if (command.equals("help")) {
            Commands.names().forEach(name -> candidates.add(new Candidate(name)));
        } else if (command.equals("printwatches")) {
            List.of("on", "off").forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    private void completePath(String word, List<Candidate> candidates) {
        String before = word.substring(0, word.lastIndexOf('/'));
        String parent = before.isEmpty() ? "/" : before;
        for (String name : children(parent)) {
            String path = ZnodePath.child(parent, name);
            // A path may go on below the znode: no blank follows.
            candidates.add(new Candidate(path, path, null, null, null, null, false));
        }
    }

    private static void completeOption(String name, List<Candidate> candidates) {
        ShellCommand command = Commands.find(name);
        if (command == null) {
            return;
        }
        command.parser().getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .forEach(option ->
                        candidates.add(described(option.longestName(), String.join(" ", option.description()))));
    }

    private static Candidate described(String value, String description) {
        return new Candidate(value, value, null, description, null, null, true);
    }

    /** None when there is no answer: completion never bothers the user with errors. */
    private List<String> children(String parent) {
        try {
            return shell.session().getChildren(parent).get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            return List.of();
        }
    }
}

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

/** Completes the first word with names of commands and others with paths of znodes that are there at the moment. */
final class PathCompleter implements Completer {
    private static final int LIMIT_MILLIS = 1000;

    private final Shell shell;

    PathCompleter(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        if (line.wordIndex() == 0) {
            Commands.names().forEach(name -> candidates.add(new Candidate(name)));
        } else if (word.startsWith("/")) {
            String parent = word.substring(0, word.lastIndexOf('/'));
            for (String name : children(parent.isEmpty() ? "/" : parent)) {
                candidates.add(candidate(ZnodePath.child(parent.isEmpty() ? "/" : parent, name)));
            }
        }
    }

    /** A path may go on below the znode: no blank follows. */
    private static Candidate candidate(String path) {
        return new Candidate(path, path, null, null, null, null, false);
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

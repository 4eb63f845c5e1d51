package io.quorate.bench.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The snapshots of a server, seen from outside. Servers differ in when a file gets its final name and they write on
 * while we look, so a snapshot counts as complete when the directory has not changed for a while.
 */
final class Snapshots {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long POLL_MILLIS = 50;

    private final Path directory;
    private final Set<String> known;

    /** Remembers which snapshots there are now. */
    Snapshots(Path directory) throws IOException {
        this.directory = directory;
        this.known = names(sizes());
    }

    /** Waits until there is a complete snapshot that was not there before. */
    void awaitNewer() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long lastChange = begin;
        Set<String> last = sizes();
        while (known.containsAll(names(last)) || System.nanoTime() - lastChange < QUIET_NANOS) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IOException("no new snapshot in " + directory + " within two minutes (expected: one, after"
                        + " more writes than snapCount); files: " + last);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            Set<String> now = sizes();
            if (!now.equals(last)) {
                last = now;
                lastChange = System.nanoTime();
            }
        }
    }

    /** Each snapshot as "name size". */
    private Set<String> sizes() throws IOException {
        Set<String> files = new HashSet<>();
        try (DirectoryStream<Path> snapshots = Files.newDirectoryStream(directory, "snapshot.*")) {
            for (Path snapshot : snapshots) {
                files.add(snapshot.getFileName() + " " + Files.size(snapshot));
            }
        }
        return files;
    }

    private static Set<String> names(Set<String> sizes) {
        Set<String> names = new HashSet<>();
        for (String file : sizes) {
            names.add(file.substring(0, file.indexOf(' ')));
        }
        return names;
    }
}

package io.quorate.server;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.MalformedEnsembleException;
import io.quorate.ensemble.QuorumServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The files that keep the configurations of an ensemble which may change (spec: storage-format §7). Beside {@code zoo.cfg}:
 * {@code zoo.cfg.dynamic.<version>}, the committed configuration, to which {@code zoo.cfg} then points; {@code zoo.cfg.dynamic.next}, a
 * proposed one; {@code zoo.cfg.bak}, what {@code zoo.cfg} was before it was first changed. Each file is whole or not there: written under
 * another name, forced, renamed, and the name forced. For one thread.
 */
final class ConfigurationFiles {
    private static final String DYNAMIC = ".dynamic.";
    private static final String NEXT = ".dynamic.next";
    private static final String BACKUP = ".bak";
    private static final String UNFINISHED = ".tmp";
    private static final String POINTER = "dynamicConfigFile";

    private final Path configFile;
    private final long sid;
    private long storedVersion;

    /**
     * @param configFile {@code zoo.cfg}
     * @param storedVersion the version of the configuration that it holds or points to
     */
    ConfigurationFiles(Path configFile, long sid, long storedVersion) {
        this.configFile = configFile;
        this.sid = sid;
        this.storedVersion = storedVersion;
    }

    /** What was proposed when this server last ran and is not known to be committed; the given one if there is nothing newer. */
    Ensemble lastSeen(Ensemble committed) throws StartException {
        Path next = sibling(NEXT);
        if (!Files.exists(next)) {
            return committed;
        }
        try {
            Ensemble proposed = Ensemble.parse(Files.readString(next, StandardCharsets.UTF_8));
            return proposed.version() > committed.version() ? proposed : committed;
        } catch (IOException | MalformedEnsembleException e) {
            throw new StartException(
                    ExitCode.INVALID_INVOCATION,
                    next + ": " + e.getMessage()
                            + ". It holds a configuration that was proposed; if the ensemble runs without it, move the file away",
                    e);
        }
    }

    /** Writes what is not written yet. Configurations of version 0 are those of the static file and stay there. */
    void store(EnsembleView view) throws IOException {
        if (view.committed().version() > storedVersion) {
            Path dynamic = sibling(DYNAMIC + Long.toHexString(view.committed().version()));
            write(dynamic, view.committed().toDynamicFileText());
            pointTo(dynamic, view.committed().member(sid));
            storedVersion = view.committed().version();
        }
        if (view.isChanging()) {
            write(sibling(NEXT), view.lastSeen().toNextFileText());
        } else if (Files.deleteIfExists(sibling(NEXT))) {
            forceDirectory();
        }
    }

    private void pointTo(Path dynamic, QuorumServer self) throws IOException {
        List<String> before = Files.readAllLines(configFile, StandardCharsets.UTF_8);
        if (!Files.exists(sibling(BACKUP))) {
            write(sibling(BACKUP), String.join("\n", before) + "\n");
        }
        boolean clientPortElsewhere = self != null && self.clientAddress() != null;
        List<String> after = new ArrayList<>();
        for (String line : before) {
            if (!isReplaced(line, clientPortElsewhere)) {
                after.add(line);
            }
        }
        after.add(POINTER + "=" + dynamic.toAbsolutePath());
        write(configFile, String.join("\n", after) + "\n");
    }

    private static boolean isReplaced(String line, boolean clientPortElsewhere) {
        String key = line.strip().split("[=:\\s]", 2)[0];
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.startsWith("server.")
                || lower.startsWith("group.")
                || lower.startsWith("weight.")
                || key.equals(POINTER)
                || key.equals("peerType")
                || (clientPortElsewhere && (key.equals("clientPort") || key.equals("clientPortAddress")));
    }

    private Path sibling(String suffix) {
        return configFile.resolveSibling(configFile.getFileName() + suffix);
    }

    private void write(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
    }

    private void forceDirectory() throws IOException {
        try (FileChannel directory =
                FileChannel.open(configFile.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}

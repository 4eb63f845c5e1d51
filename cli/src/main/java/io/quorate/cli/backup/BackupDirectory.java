package io.quorate.cli.backup;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quorate.cli.files.Tool.ToolException;
import io.quorate.txnlog.NioDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A directory with a backup: {@code backup.json}, which lists all that counts, and the files that it names. A file is durable before
 * the list names it, and the list is replaced at one instant, so a crash leaves the backup as it was before.
 */
final class BackupDirectory implements AutoCloseable {
    private static final String LIST = "backup.json";
    private static final String LOCK = "backup.lock";
    private static final int FORMAT = 1;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;
    private final FileChannel lock;
    private final List<Piece> pieces;

    /**
     * The list.
     *
     * @param format of this file, 1
     */
    record Contents(int format, List<Piece> pieces) {}

    private BackupDirectory(Path directory, FileChannel lock, List<Piece> pieces) {
        this.directory = directory;
        this.lock = lock;
        this.pieces = pieces;
    }

    /** Opens a backup to read it. */
    static BackupDirectory read(Path directory) throws IOException, ToolException {
        if (!Files.isRegularFile(directory.resolve(LIST))) {
            throw new ToolException(
                    BackupMain.WRONG_ARGUMENTS, directory + " is no backup: there is no " + LIST + " in it");
        }
        return new BackupDirectory(directory, null, load(directory));
    }

    /** Opens a backup to add to it, or makes an empty one. Nobody else can at the same time. */
    static BackupDirectory write(Path directory) throws IOException, ToolException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken;
            try {
                taken = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                taken = null;
            }
            if (taken == null) {
                throw new ToolException(1, directory + " is being written to by another zkBackup.sh");
            }
            return new BackupDirectory(directory, channel, load(directory));
        } catch (IOException | ToolException e) {
            channel.close();
            throw e;
        }
    }

    private static List<Piece> load(Path directory) throws IOException, ToolException {
        Path list = directory.resolve(LIST);
        if (!Files.exists(list)) {
            return new ArrayList<>();
        }
        try {
            Contents contents = JSON.readValue(list.toFile(), Contents.class);
            if (contents.format() != FORMAT) {
                throw new ToolException(
                        1,
                        list + " has format " + contents.format() + " (expected: " + FORMAT + "); use a newer release");
            }
            return new ArrayList<>(contents.pieces());
        } catch (JacksonException e) {
            throw new ToolException(1, list + " cannot be read: " + e.getOriginalMessage());
        }
    }

    Path path() {
        return directory;
    }

    Path path(Piece piece) {
        return directory.resolve(piece.file());
    }

    /** All pieces, in the order in which they were added. */
    List<Piece> pieces() {
        return List.copyOf(pieces);
    }

    /** The last one; null if there is none. */
    Piece newest() {
        return pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    }

    /** A name for a file that is not finished. */
    Path unfinished() {
        return directory.resolve("unfinished");
    }

    /** Gives a finished file its name, and lists it. Returns when that is durable. */
    void add(Path unfinished, Piece piece) throws IOException {
        NioDisk disk = new NioDisk();
        force(unfinished);
        disk.rename(unfinished, path(piece));
        disk.forceDirectory(directory);
        pieces.removeIf(other -> other.file().equals(piece.file()));
        pieces.add(piece);
        Path list = directory.resolve(LIST + ".new");
        JSON.writeValue(list.toFile(), new Contents(FORMAT, pieces));
        force(list);
        Files.move(list, directory.resolve(LIST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        disk.forceDirectory(directory);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** What {@link Piece#sha256} has to be. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}

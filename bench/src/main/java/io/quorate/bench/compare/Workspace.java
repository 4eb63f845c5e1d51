package io.quorate.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A directory of its own and the processes that run in it. When the workspace is closed, or the program is
 * interrupted, every process still alive is killed (by its handle) and the directory removed. Thread-safe.
 */
public final class Workspace implements AutoCloseable {
    private static final long STOP_SECONDS_MAX = 30;

    private final Path directory;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private boolean closed;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    /** Makes a fresh directory under {@code parent}. */
    public static Workspace under(Path parent) throws IOException {
        Files.createDirectories(parent);
        Workspace workspace = new Workspace(Files.createTempDirectory(parent, "quorate-bench-"));
        Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "bench-cleanup"));
        return workspace;
    }

    public Path directory() {
        return directory;
    }

    Path newDirectory(String name) throws IOException {
        return Files.createTempDirectory(directory, name + "-");
    }

    /** Starts a process that does not outlive the workspace. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("the workspace " + directory + " is closed (expected: no start after an interrupt)");
        }
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Kills as {@code kill -9} does, and waits for the end. */
    void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        processes.remove(process);
    }

    /** Asks a process to end, and waits for that; it is killed if it takes too long. */
    void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        processes.remove(process);
    }

    /** Removes a directory and all that is in it. */
    static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** May be called again, and is, when the program ends. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
        processes.clear();
        try {
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory + "; remove it by hand", e);
        }
    }
}

package io.quorate.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Loopback ports that stay ours for the life of this process.
 *
 * <p>They lie below the range the kernel hands to outgoing connections, so neither a client's own port nor a client that
 * connects to itself can take one while a server is down for a restart. A lock file per port keeps two test processes
 * apart.
 */
final class Ports {
    private static final int FIRST = 21_000;
    private static final int COUNT = 10_000;
    /** Open locks; closing one would give its port back. */
    private static final List<FileLock> HELD = new ArrayList<>();

    private static int next = (int) (ProcessHandle.current().pid() * 37 % COUNT);

    private Ports() {}

    /** A port that nothing listens on and that no later call of any test process will return. */
    static synchronized int reserve() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            if (lock(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free loopback port in " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean lock(int port) {
        try {
            Path dir = Path.of(System.getProperty("java.io.tmpdir"), "quorate-test-ports");
            Files.createDirectories(dir);
            FileChannel file = FileChannel.open(
                    dir.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                return false;
            }
            HELD.add(lock);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock port " + port, e);
        }
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

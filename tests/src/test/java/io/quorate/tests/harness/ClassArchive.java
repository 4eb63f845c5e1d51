package io.quorate.tests.harness;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class-data archive for the servers of tests, which start by the hundred and live for seconds: half of what a start costs is the
 * loading of classes. Made once for each product and build, by the first process that needs it.
 */
final class ClassArchive {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 10_000;

    private ClassArchive() {}

    /**
     * The flags with which a server uses the archive.
     *
     * @param command java and its flags, but for those of the archive
     * @param classPath jars in a fixed order
     * @param mainArguments properties, class path and main class
     */
    static List<String> flags(String product, List<String> command, List<Path> classPath, List<String> mainArguments) {
        List<String> flags = new ArrayList<>(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        if (Runtime.version().feature() >= 24) {
            flags.add("-Xlog:aot=off");
        }
        try {
            Path directory = Files.createDirectories(Locations.projectRoot().resolve("tests/target/class-archives"));
            Path archive = directory.resolve(product + "-" + fingerprint(command, classPath) + ".jsa");
            try (FileChannel channel = FileChannel.open(
                            directory.resolve(product + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.exists(archive)) {
                    make(archive, command, flags, mainArguments);
                }
            }
            flags.add(0, "-XX:SharedArchiveFile=" + archive);
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a class-data archive for " + product, e);
        }
    }

    /** Changes whenever the archive would not fit any more. */
    private static String fingerprint(List<String> command, List<Path> classPath) throws IOException {
        long hash = (command + System.getProperty("java.vm.version")).hashCode();
        for (Path jar : classPath) {
            hash = 31 * hash + jar.hashCode();
            hash = 31 * hash + Files.size(jar);
            hash = 31 * hash + Files.getLastModifiedTime(jar).toMillis();
        }
        return Long.toHexString(hash);
    }

    /** Runs an ensemble of one, so that it elects, leads and serves, and lets it write the archive when it is told to end. */
    private static void make(Path archive, List<String> command, List<String> flags, List<String> mainArguments)
            throws IOException {
        Path home = Files.createTempDirectory(archive.getParent(), "server");
        int port = Ports.reserve();
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve("myid"), "1");
        Path config = Files.write(
                home.resolve("zoo.cfg"),
                List.of(
                        "dataDir=" + data,
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        "tickTime=500",
                        "initLimit=20",
                        "syncLimit=20",
                        "standaloneEnabled=false",
                        "admin.enableServer=false",
                        "4lw.commands.whitelist=*",
                        "server.1=127.0.0.1:" + Ports.reserve() + ":" + Ports.reserve()));
        Path unfinished = home.resolve("archive.jsa");
        List<String> all = new ArrayList<>(command);
        all.add("-XX:ArchiveClassesAtExit=" + unfinished);
        all.addAll(flags);
        all.addAll(mainArguments);
        all.add(config.toString());
        Process process = new ProcessBuilder(all)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("server.log").toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        Reaper.watch(process);
        Await.until("a server that shows its classes, see " + home, LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended with " + process.exitValue());
            }
            return FourLetter.ask(port, "srvr", 300).contains("Mode: ");
        });
        try (RawClient client = RawClient.connect(port, TIMEOUT_MILLIS)) {
            client.call(OpCode.CREATE, new CreateRequest("/shown", new byte[1], Acl.OPEN, 0));
            client.closeSession();
        }
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || !Files.exists(unfinished)) {
                throw new IOException("no archive was written, see " + home);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        Directories.delete(home);
    }
}

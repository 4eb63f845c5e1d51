package io.quorate.server.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A layout whose paths have blanks, with the scripts of {@code bin/} and a fake {@code java} first on the path. */
abstract class ScriptFixture {
    static final String MAIN = "io.quorate.server.QuorumPeerMain";

    @TempDir
    Path temp;

    Path home;
    Path data;
    int port;
    final Map<String, String> environment = new HashMap<>();

    /** What a script did. */
    record Run(int exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void layOut() throws IOException {
        home = temp.resolve("my place/quorate");
        data = temp.resolve("my data");
        for (String directory : List.of("bin", "conf", "lib")) {
            Files.createDirectories(home.resolve(directory));
        }
        try (Stream<Path> scripts = Files.list(Repository.root().resolve("bin"))) {
            for (Path script : scripts.filter(s -> s.toString().endsWith(".sh")).toList()) {
                Files.copy(script, home.resolve("bin").resolve(script.getFileName()));
            }
        }
        Files.createFile(home.resolve("lib/quorate-server-1.2.3.jar"));
        Files.createFile(home.resolve("lib/a.jar"));
        Files.createFile(home.resolve("conf/logback.xml"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        config("dataDir=" + data + "\nclientPort=" + port
                + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
        fakeJava("printf '%s\\n' \"$@\"");
        environment.put("USER", "u");
        environment.put("HOSTNAME", "h");
        environment.put("ZK_SERVER_GC", "serial");
        environment.put("ZOO_CDS_ARCHIVE", "none");
    }

    @AfterEach
    void endServer() throws IOException {
        Path pidFile = data.resolve("zookeeper_server.pid");
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcessHandle.of(pid).filter(p -> p.isAlive() && pid != own()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    static long own() {
        return ProcessHandle.current().pid();
    }

    void config(String text) throws IOException {
        Files.writeString(home.resolve("conf/zoo.cfg"), text);
    }

    void fakeJava(String body) throws IOException {
        Path java = temp.resolve("fake bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes the fake java run {@link FakeServer}, with the real one. */
    void fakeServer(String behaviour) throws IOException {
        fakeServer(behaviour, "");
    }

    void fakeServer(String behaviour, String before) throws IOException {
        Path real = Path.of(System.getProperty("java.home"), "bin/java");
        String classes = Path.of(FakeServer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        fakeJava(before + "\nexec '" + real + "' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m -cp '"
                + classes + "' " + FakeServer.class.getName() + " \"$@\"");
        environment.put("FAKE", behaviour);
        environment.put("FAKE_PORT", Integer.toString(port));
        environment.put("FAKE_LOG", log().toString());
    }

    Path log() {
        return home.resolve("logs/zookeeper-u-server-h.log");
    }

    Run run(String script, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(home.resolve("bin").resolve(script).toString());
        builder.command().addAll(List.of(args));
        return run(builder);
    }

    Run run(ProcessBuilder builder) throws IOException {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        builder.environment().clear();
        builder.environment().put("PATH", temp.resolve("fake bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        builder.directory(temp.toFile());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        Process process = builder.start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        builder.command() + " did not end:\n" + Files.readString(out) + Files.readString(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}

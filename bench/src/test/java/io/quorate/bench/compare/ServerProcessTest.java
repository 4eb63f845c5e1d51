package io.quorate.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FloorMain;
import io.quorate.bench.load.LoadClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final List<String> FLAGS = List.of("-Xmx64m", "-XX:+UseSerialGC");

    @TempDir
    private Path parent;

    @Test
    void aServerIsTimedMeasuredAndGoneAfterwards() throws Exception {
        long pid;
        try (Workspace workspace = Workspace.under(parent);
                LoadClient client = new LoadClient()) {
            ServerProcess server = new ServerProcess(workspace, floor(), FLAGS, client);
            server.start();
            ServerProcess.Started started = server.awaitServing(60);
            pid = server.pid();
            assertThat(started.seconds()).isPositive();
            assertThat(started.cpuSeconds()).isPositive();
        }

        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aServerThatEndsSaysWhy() throws Exception {
        try (Workspace workspace = Workspace.under(parent);
                LoadClient client = new LoadClient()) {
            Contestant broken = new Contestant("broken", "/nowhere", "no.such.Main", List.of());
            ServerProcess server = new ServerProcess(workspace, broken, FLAGS, client);
            server.start();

            assertThatThrownBy(() -> server.awaitServing(60))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken ended with code 1")
                    .hasMessageContaining("no.such.Main");
        }
    }

    @Test
    void nothingStartsInAClosedWorkspace() throws Exception {
        Workspace workspace = Workspace.under(parent);
        workspace.close();

        assertThatThrownBy(() -> workspace.start(new ProcessBuilder("true")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    private static Contestant floor() {
        return new Contestant("floor", System.getProperty("java.class.path"), FloorMain.class.getName(), List.of());
    }
}

package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are told to end: what they needed is given back when they have. */
@Timeout(60)
class ProgramTest {
    /** Begins, and takes its time to end. */
    private static final String SLOW =
            "trap 'sleep 0.5; touch ended; exit 3' TERM; touch begun; while :; do sleep 0.05; done";
    /** Ignores that it is to end; so does what it becomes. */
    private static final String DEAF = "trap '' TERM; touch begun; exec sleep 600";

    @TempDir
    Path directory;

    @Test
    void hasEndedWhenTheWaitingForItEnds() {
        Shell shell = new Shell(
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(PrintStream.nullOutputStream()),
                new Shell.Settings(Duration.ofSeconds(4), false, 1000, true, new Properties()),
                Runnable::run);
        List<String> command = List.of("sh", "-c", "cd '" + directory + "'; " + SLOW);
        assertThatThrownBy(() -> Program.run(shell, command, this::hasBegun, "another's turn"))
                .hasMessage("the session is over: another's turn; sh was ended");
        assertThat(directory.resolve("ended")).exists();
    }

    @Test
    void isKilledWhenItDoesNotListen() throws Exception {
        Process process = deaf();
        Program.end(process, 100);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void isKilledWhenTheUserDoesNotWait() throws Exception {
        Process process = deaf();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Program.end(process, 30_000)).isInstanceOf(InterruptedException.class);
        assertThat(process.isAlive()).isFalse();
    }

    private Process deaf() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", DEAF)
                .directory(directory.toFile())
                .start();
        while (!hasBegun()) {
            Thread.onSpinWait();
        }
        return process;
    }

    private boolean hasBegun() {
        return Files.exists(directory.resolve("begun"));
    }
}

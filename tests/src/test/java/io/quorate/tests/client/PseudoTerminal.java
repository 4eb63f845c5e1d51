package io.quorate.tests.client;

import io.quorate.tests.harness.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that believes to be in a terminal: {@code script}, of util-linux, gives it a pseudo-terminal and passes on what is typed. */
final class PseudoTerminal implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(3);
    private static final int PRESSES_MAX = 3;

    private final Process process;
    private final OutputStream keys;
    private final StringBuffer screen = new StringBuffer();
    /** What the screen had when it was last waited for. */
    private int seen;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.keys = process.getOutputStream();
        Thread reader = new Thread(this::read, "screen");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether this machine has what it takes. */
    static boolean isPossible() {
        return Stream.of("/usr/bin/script", "/bin/script").anyMatch(program -> Files.isExecutable(Path.of(program)));
    }

    static PseudoTerminal run(String command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().remove("NO_COLOR");
        return new PseudoTerminal(builder.start());
    }

    void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Waits until a text has come since the last time. */
    void awaitText(String text) {
        int at = Await.value(() -> "\"" + text + "\" behind what was seen; the screen has:\n" + shown(), LIMIT, () -> {
            int found = screen.indexOf(text, seen);
            return found < 0 ? null : found;
        });
        seen = at + text.length();
    }

    /** Presses a key that is a signal until a text has come: one that arrives while the program draws can be lost. */
    void press(String signal, String text) throws IOException {
        for (int presses = 1; ; presses++) {
            type(signal);
            Instant end = Instant.now().plus(SIGNAL_LIMIT);
            Await.until(
                    "an answer to a signal, or a time without one",
                    LIMIT,
                    () -> screen.indexOf(text, seen) >= 0 || Instant.now().isAfter(end));
            if (screen.indexOf(text, seen) >= 0 || presses == PRESSES_MAX) {
                awaitText(text);
                return;
            }
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("has not ended; the screen had:\n" + shown());
        }
        return process.exitValue();
    }

    String shown() {
        return screen.toString().replace("\u001b", "<ESC>");
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void read() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                screen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            screen.append("<").append(e).append(">");
        }
    }
}

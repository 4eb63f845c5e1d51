package io.quorate.tests.client;

import io.quorate.tests.harness.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that believes to be in a terminal: {@code script}, of util-linux, gives it a pseudo-terminal and passes on what is typed. */
final class PseudoTerminal implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    /**
     * Who was started in the background of a script ignores SIGINT, and so does all that he starts, this JVM and its children: no
     * Ctrl-C would ever reach them. A person's terminal has no such past.
     */
    private static final List<String> WITH_SIGNALS = List.of("env", "--default-signal=INT,QUIT");

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

    /** Whether this machine has what it takes: {@code script} of util-linux, {@code env} of the GNU coreutils. */
    static boolean isPossible() throws InterruptedException {
        try {
            Process process = builder("script", "--version").start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The shell makes way for the program: some remember a Ctrl-C that was meant for the program, and exit with it in the end. */
    static PseudoTerminal run(String command) throws IOException {
        return new PseudoTerminal(builder("script", "-q", "-e", "-c", "exec " + command, "/dev/null")
                .start());
    }

    private static ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(WITH_SIGNALS.stream(), Stream.of(command)).toList())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("NO_COLOR");
        return builder;
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

    /** Whether a text has come since the last time. */
    boolean shows(String text) {
        return screen.indexOf(text, seen) >= 0;
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

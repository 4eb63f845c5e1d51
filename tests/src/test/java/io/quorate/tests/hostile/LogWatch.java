package io.quorate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.ServerProcess;
import java.io.IOException;
import java.util.List;

/** What a server logs from some moment on. */
public final class LogWatch {
    private static final String LEFT_OUT = " more lines of this kind were left out";

    private final ServerProcess server;
    private final int start;

    private LogWatch(ServerProcess server, int start) {
        this.server = server;
        this.start = start;
    }

    public static LogWatch from(ServerProcess server) throws IOException {
        return new LogWatch(server, server.logText().length());
    }

    public List<String> lines() throws IOException {
        return server.logText().substring(start).lines().toList();
    }

    /**
     * Not more than so many lines, and none of a stack trace: strangers do not fill the disk. The count of lines that were left out
     * does not count: it comes once in a while, and may be about what happened before.
     */
    public void assertQuiet(int linesMax) throws IOException {
        List<String> lines =
                lines().stream().filter(line -> !line.endsWith(LEFT_OUT)).toList();
        assertThat(lines).as("lines of stack traces").noneMatch(line -> line.startsWith("\tat "));
        assertThat(lines).as("log lines").hasSizeLessThanOrEqualTo(linesMax);
        assertThat(lines).as("long lines").allMatch(line -> line.length() < 1_000);
    }
}

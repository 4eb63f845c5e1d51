package io.quorate.tests.recovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several {@link Writer}s at once, each in a thread of its own. */
final class Writers implements AutoCloseable {
    private static final int END_LIMIT_SECONDS = 60;

    private final List<Writer> writers = new ArrayList<>();
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();

    Writers(int count) {
        threads = Executors.newFixedThreadPool(count);
        for (int number = 0; number < count; number++) {
            writers.add(new Writer(number));
        }
    }

    void begin(int port) throws IOException {
        for (Writer writer : writers) {
            writer.begin(port);
        }
    }

    void start(int port) {
        for (Writer writer : writers) {
            running.add(threads.submit(() -> {
                writer.writeUntilTheServerIsGone(port);
                return null;
            }));
        }
    }

    /** Waits for the writers to notice that the server is gone. */
    void awaitEnd() throws InterruptedException {
        for (Future<?> each : running) {
            try {
                each.get(END_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("a writer failed", e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError("a writer does not notice that the server is gone", e);
            }
        }
        running.clear();
    }

    /** Whether a writer has ended although the server should be there. */
    boolean anyEnded() {
        return running.stream().anyMatch(Future::isDone);
    }

    long acknowledged() {
        return writers.stream().mapToLong(Writer::acknowledged).sum();
    }

    long lastZxid() {
        return writers.stream().mapToLong(Writer::lastZxid).max().orElse(0);
    }

    /** How many writes are there that were not acknowledged; fails when anything is wrong. */
    int verify(int port) throws IOException {
        int surplus = 0;
        for (Writer writer : writers) {
            surplus += writer.verify(port);
        }
        return surplus;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package io.quorate.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks a server for its metrics once a second, as often as an impatient Prometheus does. */
final class Scrapes implements AutoCloseable {
    private static final URI METRICS = URI.create("http://127.0.0.1:" + Extra.PROMETHEUS_PORT + "/metrics");
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final URI metrics;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scrapes");
        thread.setDaemon(true);
        return thread;
    });

    /** The first that went wrong; null if none did. */
    private volatile IOException failure;

    private Scrapes(URI metrics) {
        this.metrics = metrics;
    }

    /**
     * Begins to ask the server that runs, if it tells its metrics.
     *
     * @throws IOException if it does not answer
     */
    static Scrapes of(Contestant contestant) throws IOException, InterruptedException {
        return contestant.name().endsWith("+" + Extra.PROMETHEUS) ? of(METRICS, PERIOD) : new Scrapes(METRICS);
    }

    /**
     * Begins to ask there, once in a period.
     *
     * @throws IOException if there is no answer
     */
    static Scrapes of(URI metrics, Duration period) throws IOException, InterruptedException {
        Scrapes scrapes = new Scrapes(metrics);
        scrapes.ask();
        scrapes.begin(period);
        return scrapes;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    private void begin(Duration period) {
        clock.scheduleAtFixedRate(
                () -> {
                    try {
                        ask();
                    } catch (IOException e) {
                        failed(e);
                    } catch (RuntimeException e) {
                        failed(new IOException(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void failed(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    private void ask() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(metrics).timeout(ANSWER_MAX).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("packets_received")) {
            throw new IOException(metrics + " answers " + answer.statusCode() + " (expected: metrics)");
        }
    }

    /**
     * Ends.
     *
     * @throws IOException if the server was not asked all the time, so that figures do not tell what that costs
     */
    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("no metrics any more: " + cause.getMessage(), cause);
        }
    }
}

package io.quorate.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks a server for its metrics once a second, as often as an impatient Prometheus does. */
final class Scrapes implements AutoCloseable {
    private static final URI METRICS = URI.create("http://127.0.0.1:" + Extra.PROMETHEUS_PORT + "/metrics");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scrapes");
        thread.setDaemon(true);
        return thread;
    });

    private Scrapes() {}

    /**
     * Begins to ask the server that runs, if it tells its metrics.
     *
     * @throws IOException if it does not answer
     */
    static Scrapes of(Contestant contestant) throws IOException, InterruptedException {
        Scrapes scrapes = new Scrapes();
        if (contestant.name().endsWith("+" + Extra.PROMETHEUS)) {
            scrapes.ask();
            scrapes.begin();
        }
        return scrapes;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    private void begin() {
        clock.scheduleAtFixedRate(
                () -> {
                    try {
                        ask();
                    } catch (IOException e) {
                        throw new IllegalStateException("no metrics any more: " + e.getMessage(), e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    private void ask() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(METRICS).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("packets_received")) {
            throw new IOException(METRICS + " answers " + answer.statusCode() + " (expected: metrics)");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

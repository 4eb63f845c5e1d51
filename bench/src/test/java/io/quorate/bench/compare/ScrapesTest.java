package io.quorate.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapesTest {
    @Test
    void aServerThatTellsNoMetricsAnyMoreIsAFailure() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(3);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] answer = "packets_received 1".getBytes(UTF_8);
            exchange.sendResponseHeaders(asked.getCount() == 3 ? 200 : 503, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            asked.countDown();
        });
        server.start();
        try {
            URI metrics = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
            Scrapes scrapes = Scrapes.of(metrics, Duration.ofMillis(1));
            // The second has failed when the third is asked for.
            asked.await();
            assertThatThrownBy(scrapes::close).isInstanceOf(IOException.class).hasMessageContaining("answers 503");
        } finally {
            server.stop(0);
        }
    }
}

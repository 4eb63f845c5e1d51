package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port for observers where another program has it. */
@Timeout(60)
class ObserverListenerTest {
    private final Edge edge = new Edge();

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    void aServerEndsThatTriesForEverToBindIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch settled = new CountDownLatch(1);
            ObserverListener observers = new ObserverListener(
                    new PeerListener("tests", edge.loop, edge.transport, false, channel -> channel.close()),
                    List.of((InetSocketAddress) taken.getLocalSocketAddress()),
                    0,
                    work -> edge.threads.execute(() -> {
                        work.run();
                        settled.countDown();
                    }));
            observers.want(true);
            observers.end();
            assertThat(settled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(observers.localAddresses()).isEmpty();
        }
    }
}

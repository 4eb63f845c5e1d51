package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.floor.FloorServer;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyWritersTest {
    @Test
    void theyGoOnAtAnotherServer() throws Exception {
        try (FloorServer staying = new FloorServer(0, 100)) {
            FloorServer leaving = new FloorServer(0, 100);
            try (SteadyWriters writers = new SteadyWriters(addresses(leaving, staying), 4)) {
                writers.awaitProgress(400, 30);
                assertThat(writers.take().acknowledged()).isGreaterThanOrEqualTo(400);
                leaving.close();
                writers.awaitProgress(400, 30);
                Gaps gaps = writers.take();
                assertThat(gaps.longestNanos()).isPositive();
                assertThat(gaps.sessionsLost()).isZero();
            }
        }
    }

    /** What is measured is there: a time in which nobody answers is a stall, whole. */
    @Test
    void silenceIsAStall() throws Exception {
        List<InetSocketAddress> addresses;
        try (FloorServer server = new FloorServer(0, 100)) {
            addresses = addresses(server, server);
            try (SteadyWriters writers = new SteadyWriters(addresses, 2)) {
                writers.awaitProgress(10, 30);
                writers.take();
                server.close();
                assertThatThrownBy(() -> writers.awaitProgress(1_000_000, 0.2))
                        .isInstanceOf(LoadFailedException.class)
                        .hasMessageContaining("1000000");
                Gaps gaps = writers.take();
                assertThat(gaps.longestNanos()).isGreaterThan(SteadyWriters.STALL_NANOS);
                assertThat(gaps.stalledNanos()).isGreaterThanOrEqualTo(gaps.longestNanos());
            }
        }
    }

    private static List<InetSocketAddress> addresses(FloorServer first, FloorServer second) {
        return List.of(first.address(), second.address());
    }
}

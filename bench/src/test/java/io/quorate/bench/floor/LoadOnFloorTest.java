package io.quorate.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.LoadRun;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Shape;
import io.quorate.bench.load.Workload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load generator against the floor server, whose misbehaviour can be arranged. */
class LoadOnFloorTest {
    private static final int SETUP_REQUESTS = 2 + 2 * 10;

    @ParameterizedTest
    @EnumSource(names = {"SET", "GET", "MIXED"})
    void everyReplyIsCountedAndTimed(Op op) throws Exception {
        LoadResult result = run(() -> 0, Workload.of(op, 100, 10), Shape.closed(3, 4));

        assertThat(result.isClean()).isTrue();
        assertThat(result.latencyNanos().getTotalCount()).isEqualTo(result.completed());
        assertThat(result.client().allCpuNanos()).isPositive();
        assertThat(result.throughput()).isPositive();
    }

    @Test
    void repliesWithErrorsAreCountedByCode() throws Exception {
        AtomicInteger replies = new AtomicInteger();
        IntSupplier oneError = () -> replies.incrementAndGet() == SETUP_REQUESTS + 5 ? -101 : 0;

        LoadResult result = run(oneError, Workload.of(Op.GET, 100, 10), Shape.closed(1, 1));

        assertThat(result.isClean()).isFalse();
        assertThat(result.errors()).containsExactly(Map.entry(-101, 1L));
    }

    @Test
    void dataOfAnotherSizeIsAWrongReply() throws Exception {
        LoadResult result = run(() -> 0, Workload.of(Op.GET, 99, 10), Shape.closed(1, 1));

        assertThat(result.wrongLengths()).isPositive();
        assertThat(result.isClean()).isFalse();
    }

    @Test
    void aStallShowsInEveryRequestThatWasDueMeanwhile() throws Exception {
        AtomicInteger replies = new AtomicInteger();
        IntSupplier oneStall = () -> {
            if (replies.incrementAndGet() == SETUP_REQUESTS + 100) {
                spinNanos(300_000_000);
            }
            return 0;
        };

        LoadResult result = run(oneStall, Workload.of(Op.GET, 100, 10), Shape.open(4, 500));

        long slow =
                result.latencyNanos().getTotalCount() - result.latencyNanos().getCountBetweenValues(0, 100_000_000);
        assertThat(slow).as("requests due in the first 200 ms of the stall").isGreaterThan(70);
        assertThat(result.isClean()).isTrue();
    }

    @Test
    void aLostConnectionFailsTheRun() {
        AtomicInteger replies = new AtomicInteger();
        IntSupplier crash = () -> {
            if (replies.incrementAndGet() == SETUP_REQUESTS + 50) {
                throw new IllegalStateException("arranged");
            }
            return 0;
        };

        assertThatThrownBy(() -> run(crash, Workload.of(Op.GET, 100, 10), Shape.closed(2, 2)))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageContaining("connection closed by the server");
    }

    @Test
    void aServerThatIsNotThereFailsTheRun() {
        try (LoadClient client = new LoadClient()) {
            InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), client.freePort());
            LoadPlan plan = plan(nobody, Workload.of(Op.GET, 100, 10), Shape.closed(1, 1));

            assertThatThrownBy(() -> new LoadRun(client, plan, List.of()).execute())
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessageContaining("cannot connect");
        }
    }

    private static LoadResult run(IntSupplier errors, Workload workload, Shape shape) throws Exception {
        try (FloorServer server = new FloorServer(0, 100, errors);
                LoadClient client = new LoadClient()) {
            return new LoadRun(client, plan(server.address(), workload, shape), List.of()).execute();
        }
    }

    private static LoadPlan plan(InetSocketAddress server, Workload workload, Shape shape) {
        return new LoadPlan(List.of(server), workload, shape, 0, 1);
    }

    private static void spinNanos(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            Thread.onSpinWait();
        }
    }
}

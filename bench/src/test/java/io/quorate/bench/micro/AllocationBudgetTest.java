package io.quorate.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the steps of each request allocate, counted and not timed, so that it is the same on every machine. The counts are those of
 * code that is not compiled yet: what the compiler leaves out comes on top of what is saved here. Who makes a step cheaper lowers its
 * budget; who needs more says why in the commit that raises it.
 */
class AllocationBudgetTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UPS = 50;
    private static final int RUNS = 100;
    private static final int ROUNDS = 10;

    /** Bytes of one run. */
    private static final Map<String, Integer> BUDGET = Map.ofEntries(
            Map.entry("decode a setData", 288),
            Map.entry("decode a create", 560),
            Map.entry("encode the reply to a getData", 16),
            Map.entry("encode a transaction", 576),
            Map.entry("decode a transaction", 400),
            Map.entry("find a znode", 24),
            Map.entry("answer a getData", 64),
            Map.entry("prepare a setData", 1_560),
            Map.entry("apply a setData", 1_416),
            Map.entry("apply a create and a delete", 2_960),
            Map.entry("append 100 transactions to the log", 69_000));

    private static ResourceLeakDetector.Level leakDetection;

    /** It allocates for each buffer that it follows. */
    @BeforeAll
    static void lookForNoLeaks() {
        leakDetection = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterAll
    static void lookForLeaksAgain() {
        ResourceLeakDetector.setLevel(leakDetection);
    }

    static Stream<Arguments> steps() {
        CodecBenchmark codec = new CodecBenchmark();
        return Stream.of(
                step("decode a setData", codec::decodeSetDataRequest),
                step("decode a create", codec::decodeCreateRequest),
                step("encode the reply to a getData", codec::encodeGetDataResponse),
                step("encode a transaction", codec::encodeTxn),
                step("decode a transaction", codec::decodeTxn),
                step("find a znode", tree()::find),
                step("answer a getData", tree()::getDataReply),
                step("prepare a setData", tree()::prepareSetData),
                step("apply a setData", tree()::applySetData),
                step("apply a create and a delete", tree()::applyCreateAndDelete));
    }

    private static Arguments step(String name, Callable<?> run) {
        return Arguments.of(name, run);
    }

    private static TreeBenchmark tree() {
        TreeBenchmark tree = new TreeBenchmark();
        tree.znodes = 1000;
        tree.fill();
        return tree;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void staysWithinItsBudget(String name, Callable<?> run) throws Exception {
        assertThat(bytesOfOne(run)).as("bytes allocated to " + name).isLessThanOrEqualTo(BUDGET.get(name));
    }

    @Test
    void theLogStaysWithinItsBudget() throws Exception {
        LogBenchmark log = new LogBenchmark();
        log.forceSync = false;
        log.open();
        try {
            String name = "append 100 transactions to the log";
            assertThat(bytesOfOne(log::appendBatchOf100)).as(name).isLessThanOrEqualTo(BUDGET.get(name));
        } finally {
            log.remove();
        }
    }

    /** The least of several rounds: where the compiler is behind, because the machine is busy, more is allocated meanwhile. */
    private static long bytesOfOne(Callable<?> run) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            run.call();
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < RUNS; i++) {
                run.call();
            }
            least = Math.min(
                    least,
                    (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / RUNS);
        }
        return least;
    }
}

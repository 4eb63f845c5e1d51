package io.quorate.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsersTest {
    @Test
    void theMachineIsBusyWithProcessesAndStolenFrom() {
        MachineSample earlier = MachineSample.parse("cpu  100 10 50 9000 7 3 4 2 0 0\ncpu0 1 2 3\n");
        MachineSample later = MachineSample.parse("cpu  150 10 70 9900 7 3 4 12 0 0\n");

        assertThat(later.since(earlier)).isEqualTo(new MachineUsage(0.7, 0.1));
    }

    @Test
    void aStrangeProcStatIsRefused() {
        assertThatThrownBy(() -> MachineSample.parse("intr 1 2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/proc/stat");
    }

    @Test
    void theHistogramEndsWithTheTotal() {
        String histogram =
                """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         12000        1200000  [B (java.base@17)
                Total         25000        3456789
                """;

        assertThat(LiveHeap.total(histogram)).isEqualTo(3_456_789);
        assertThatThrownBy(() -> LiveHeap.total("no such process")).hasMessageContaining("Total");
    }

    @Test
    void theHeapOfALiveJvmIsMeasured() throws Exception {
        assertThat(LiveHeap.bytes(ProcessHandle.current().pid())).isGreaterThan(100_000);
    }

    @Test
    void whatThreadsHaveAllocatedIsAddedUp() {
        String threads =
                """
                "main" #1 prio=5 os_prio=0 cpu=41.2ms elapsed=1.10s allocated=9000B defined_classes=3 tid=0x1 nid=0x2 runnable
                "core" #9 prio=5 os_prio=0 cpu=41.2ms elapsed=1.10s allocated=12K defined_classes=0 tid=0x1 nid=0x2 runnable
                "io-0" #10 prio=5 os_prio=0 cpu=41.2ms elapsed=1.10s allocated=34M defined_classes=0 tid=0x1 nid=0x2 runnable
                """;

        assertThat(Allocation.total(threads)).isEqualTo(9_000 + (12 << 10) + (34 << 20));
        assertThatThrownBy(() -> Allocation.total("no such process")).hasMessageContaining("allocated=");
    }

    @Test
    void theAllocationOfALiveJvmGrows() throws Exception {
        List<Long> self = List.of(ProcessHandle.current().pid());
        Allocation before = Allocation.take(self);
        byte[][] garbage = new byte[64][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1 << 20];
        }

        assertThat(Allocation.take(self).bytes() - before.bytes()).isBetween(50L << 20, 1L << 30);
        assertThat(garbage[63]).hasSize(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "C1 CompilerThre, JIT",
        "C2 CompilerThre, JIT",
        "G1 Conc#0, GC",
        "GC Thread#1, GC",
        "VM Thread, GC",
        "VM Periodic Tas, PROGRAM",
        "core, PROGRAM",
        "SyncThread:0, PROGRAM"
    })
    void threadsAreToldByName(String name, ThreadKind kind) {
        assertThat(ThreadKind.of(name)).isEqualTo(kind);
    }

    @Test
    void theFsyncLoopLeavesNothingBehind(@TempDir Path directory) throws Exception {
        FsyncFloor floor = FsyncFloor.measure(directory, 0.05);

        assertThat(floor.perSecond()).isPositive();
        assertThat(floor.describe()).startsWith("bare fsync loop: ");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}

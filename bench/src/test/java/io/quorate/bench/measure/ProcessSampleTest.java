package io.quorate.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSampleTest {
    @TempDir
    private Path proc;

    @BeforeEach
    void emptyProcess() throws IOException {
        process(0, 0);
    }

    @Test
    void attributesCpuTimeByTheKindOfThread() throws IOException {
        ProcessSample before = ProcessSample.take(proc);
        thread(1, "core", 5_000_000, 10, 1);
        thread(2, "C2 CompilerThre", 7_000_000, 100, 100);
        thread(3, "GC Thread#0", 3_000_000, 2, 0);
        thread(4, "VM Thread", 1_000_000, 0, 0);
        process(4, 4096);

        ProcessUsage usage = ProcessSample.take(proc).since(before);

        assertThat(usage.cpuNanos(ThreadKind.PROGRAM)).isEqualTo(5_000_000);
        assertThat(usage.cpuNanos(ThreadKind.JIT)).isEqualTo(7_000_000);
        assertThat(usage.cpuNanos(ThreadKind.GC)).isEqualTo(4_000_000);
        assertThat(usage.allCpuNanos()).isEqualTo(16_000_000);
        assertThat(usage.cpuNanosWithoutJit()).isEqualTo(9_000_000);
        assertThat(usage.voluntarySwitches())
                .as("without those of the compiler")
                .isEqualTo(12);
        assertThat(usage.involuntarySwitches()).isEqualTo(1);
        assertThat(usage.writtenBytes()).isEqualTo(4096);
    }

    @Test
    void countsFromTheEarlierSample() throws IOException {
        thread(1, "core", 5_000_000, 10, 1);
        ProcessSample before = ProcessSample.take(proc);
        thread(1, "core", 6_500_000, 13, 1);

        ProcessUsage usage = ProcessSample.take(proc).since(before);

        assertThat(usage.allCpuNanos()).isEqualTo(1_500_000);
        assertThat(usage.switches()).isEqualTo(3);
    }

    @Test
    void aThreadThatEndsLeavesItsTimeToTheProcess() throws IOException {
        thread(1, "core", 0, 0, 0);
        Path ending = thread(2, "worker", 0, 0, 0);
        ProcessSample before = ProcessSample.take(proc);
        for (String file : new String[] {"comm", "status", "schedstat", "stat"}) {
            Files.delete(ending.resolve(file));
        }
        Files.delete(ending);
        process(20, 0);

        ProcessUsage usage = ProcessSample.take(proc).since(before);

        assertThat(usage.cpuNanos(ThreadKind.ENDED)).isEqualTo(200_000_000);
    }

    @Test
    void withoutSchedstatTheTicksOfStatMustDo() throws IOException {
        Path thread = thread(1, "core", 0, 0, 0);
        Files.delete(thread.resolve("schedstat"));
        ProcessSample before = ProcessSample.take(proc);
        Files.writeString(thread.resolve("stat"), stat("core", 3));

        assertThat(ProcessSample.take(proc).since(before).allCpuNanos()).isEqualTo(30_000_000);
    }

    @Test
    void aNameMayHoldBlanksAndParentheses() {
        assertThat(ProcessSample.statCpuNanos(stat("a) b (c", 5))).isEqualTo(50_000_000);
    }

    @Test
    void readsALiveProcess() throws IOException {
        ProcessSample before = ProcessSample.take(ProcessHandle.current().pid());
        long sum = 0;
        // CPU time, not time: another process may have the processor meanwhile.
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin < 50_000_000) {
            sum += System.nanoTime() % 7;
        }
        assertThat(sum).isPositive();

        ProcessUsage usage = ProcessSample.take(ProcessHandle.current().pid()).since(before);

        assertThat(usage.cpuNanos(ThreadKind.PROGRAM)).isGreaterThan(10_000_000);
    }

    private Path thread(int tid, String name, long cpuNanos, long voluntary, long involuntary) throws IOException {
        Path task = Files.createDirectories(proc.resolve("task").resolve(Integer.toString(tid)));
        Files.writeString(task.resolve("comm"), name + "\n");
        Files.writeString(task.resolve("schedstat"), cpuNanos + " 12345 67\n");
        Files.writeString(task.resolve("stat"), stat(name, 0));
        Files.writeString(
                task.resolve("status"),
                "Name:\t" + name + "\nvoluntary_ctxt_switches:\t" + voluntary + "\nnonvoluntary_ctxt_switches:\t"
                        + involuntary + "\n");
        return task;
    }

    private void process(long ticks, long writtenBytes) throws IOException {
        Files.createDirectories(proc.resolve("task"));
        Files.writeString(proc.resolve("stat"), stat("java", ticks));
        Files.writeString(
                proc.resolve("io"), "rchar: 1\nwrite_bytes: " + writtenBytes + "\ncancelled_write_bytes: 9\n");
    }

    private static String stat(String name, long userTicks) {
        return "17 (" + name + ") S 1 17 17 0 -1 4194560 1 2 3 4 " + userTicks + " 0 0 0 20 0 1 0 100 200 300\n";
    }
}

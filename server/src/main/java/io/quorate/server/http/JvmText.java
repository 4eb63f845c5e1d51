package io.quorate.server.http;

import static io.quorate.server.http.PrometheusText.and;
import static io.quorate.server.http.PrometheusText.label;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus' collectors for the JVM tell, under their names: {@code metricsProvider.exportJvmInfo}. Asked anew each time; nothing
 * is kept.
 */
final class JvmText {
    private static final double SECOND_MILLIS = 1_000;
    private static final double SECOND_NANOS = 1_000_000_000;
    private static final String GAUGE = "gauge";
    private static final String COUNTER = "counter";

    private final PrometheusText text;

    private JvmText(PrometheusText text) {
        this.text = text;
    }

    /** Adds everything about this process. */
    static void addTo(PrometheusText text) {
        JvmText jvm = new JvmText(text);
        jvm.memory();
        jvm.pools();
        jvm.buffers();
        jvm.collectors();
        jvm.classes();
        jvm.threads();
        jvm.process();
    }

    private void memory() {
        List<Map.Entry<String, MemoryUsage>> areas = List.of(
                Map.entry("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()),
                Map.entry("nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
        usage("jvm_memory_bytes", "area", areas, "memory area");
    }

    private void pools() {
        List<Map.Entry<String, MemoryUsage>> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(MemoryPoolMXBean::isValid)
                .map(pool -> Map.entry(pool.getName(), pool.getUsage()))
                .toList();
        usage("jvm_memory_pool_bytes", "pool", pools, "memory pool");
    }

    private void usage(String prefix, String label, List<Map.Entry<String, MemoryUsage>> all, String of) {
        each(prefix + "_used", "Used bytes of a " + of + ".", label, all, MemoryUsage::getUsed);
        each(prefix + "_committed", "Committed bytes of a " + of + ".", label, all, MemoryUsage::getCommitted);
        each(prefix + "_max", "Greatest possible size of a " + of + ", bytes.", label, all, MemoryUsage::getMax);
        each(prefix + "_init", "First size of a " + of + ", bytes.", label, all, MemoryUsage::getInit);
    }

    private <T> void each(
            String name, String help, String label, List<Map.Entry<String, T>> all, ToDoubleFunction<T> value) {
        text.begin(name, GAUGE, help);
        for (Map.Entry<String, T> one : all) {
            text.line(name, label(label, one.getKey()), value.applyAsDouble(one.getValue()));
        }
    }

    private void buffers() {
        List<Map.Entry<String, BufferPoolMXBean>> pools =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .map(pool -> Map.entry(pool.getName(), pool))
                        .toList();
        each(
                "jvm_buffer_pool_used_bytes",
                "Used bytes of a buffer pool.",
                "pool",
                pools,
                BufferPoolMXBean::getMemoryUsed);
        each(
                "jvm_buffer_pool_capacity_bytes",
                "Capacity of a buffer pool, bytes.",
                "pool",
                pools,
                BufferPoolMXBean::getTotalCapacity);
        each("jvm_buffer_pool_used_buffers", "Buffers of a buffer pool.", "pool", pools, BufferPoolMXBean::getCount);
    }

    private void collectors() {
        String name = "jvm_gc_collection_seconds";
        text.begin(name, "summary", "Time spent in a garbage collector, s.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String label = label("gc", collector.getName());
            text.line(name + "_count", label, collector.getCollectionCount());
            text.line(name + "_sum", label, collector.getCollectionTime() / SECOND_MILLIS);
        }
    }

    private void classes() {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        one("jvm_classes_loaded", GAUGE, "Classes that are loaded.", classes.getLoadedClassCount());
        one("jvm_classes_loaded_total", COUNTER, "Classes loaded since the start.", classes.getTotalLoadedClassCount());
        one(
                "jvm_classes_unloaded_total",
                COUNTER,
                "Classes unloaded since the start.",
                classes.getUnloadedClassCount());
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        text.begin("jvm_info", GAUGE, "The JVM.");
        text.line(
                "jvm_info",
                and(
                        and(
                                label("version", System.getProperty("java.runtime.version", "unknown")),
                                label("vendor", runtime.getVmVendor())),
                        label("runtime", System.getProperty("java.runtime.name", "unknown"))),
                1);
    }

    private void threads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        one("jvm_threads_current", GAUGE, "Threads now.", threads.getThreadCount());
        one("jvm_threads_daemon", GAUGE, "Daemon threads now.", threads.getDaemonThreadCount());
        one("jvm_threads_peak", GAUGE, "Most threads at a time.", threads.getPeakThreadCount());
        one("jvm_threads_started_total", COUNTER, "Threads started.", threads.getTotalStartedThreadCount());
        one(
                "jvm_threads_deadlocked",
                GAUGE,
                "Threads that wait for each other.",
                length(threads.findDeadlockedThreads()));
        one(
                "jvm_threads_deadlocked_monitor",
                GAUGE,
                "Threads that wait for each other's monitors.",
                length(threads.findMonitorDeadlockedThreads()));
        Map<Thread.State, Integer> states = new EnumMap<>(Thread.State.class);
        for (Thread.State state : Thread.State.values()) {
            states.put(state, 0);
        }
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds(), 0)) {
            if (thread != null) {
                states.merge(thread.getThreadState(), 1, Integer::sum);
            }
        }
        text.begin("jvm_threads_state", GAUGE, "Threads in a state.");
        states.forEach((state, count) -> text.line("jvm_threads_state", label("state", state.name()), count));
    }

    private static int length(long[] threads) {
        return threads == null ? 0 : threads.length;
    }

    private void process() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        one(
                "process_start_time_seconds",
                GAUGE,
                "When the process was started, s since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / SECOND_MILLIS);
        if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            one("process_cpu_seconds_total", COUNTER, "CPU time, s.", unix.getProcessCpuTime() / SECOND_NANOS);
            one("process_open_fds", GAUGE, "Open file descriptors.", unix.getOpenFileDescriptorCount());
            one("process_max_fds", GAUGE, "Most open file descriptors.", unix.getMaxFileDescriptorCount());
        }
        kernelMemory();
    }

    /** Where there is Linux. */
    private void kernelMemory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmSize:")) {
                    one("process_virtual_memory_bytes", GAUGE, "Virtual memory, bytes.", kibibytes(line));
                } else if (line.startsWith("VmRSS:")) {
                    one("process_resident_memory_bytes", GAUGE, "Memory in RAM, bytes.", kibibytes(line));
                }
            }
        } catch (java.io.IOException e) {
            // Another system does not tell.
        }
    }

    private static double kibibytes(String line) {
        return 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private void one(String name, String type, String help, double value) {
        text.begin(name, type, help);
        text.line(name, "", value);
    }
}

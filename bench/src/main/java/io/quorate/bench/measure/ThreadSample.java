package io.quorate.bench.measure;

/** The counters of one thread: CPU time in nanoseconds, and how often it gave up or lost its processor. */
record ThreadSample(ThreadKind kind, long cpuNanos, long voluntarySwitches, long involuntarySwitches) {
    ThreadSample minus(ThreadSample earlier) {
        return new ThreadSample(
                kind,
                cpuNanos - earlier.cpuNanos,
                voluntarySwitches - earlier.voluntarySwitches,
                involuntarySwitches - earlier.involuntarySwitches);
    }
}

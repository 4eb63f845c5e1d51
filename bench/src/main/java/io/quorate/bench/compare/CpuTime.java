package io.quorate.bench.compare;

import io.quorate.bench.measure.ProcessSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the servers of a deployment had used of the processors at one moment, their compilers left out. */
final class CpuTime {
    private final List<ProcessSample> samples;

    private CpuTime(List<ProcessSample> samples) {
        this.samples = samples;
    }

    /** As it is now. */
    static CpuTime of(Deployment servers) throws IOException {
        List<ProcessSample> samples = new ArrayList<>();
        for (long pid : servers.pids()) {
            samples.add(ProcessSample.take(pid));
        }
        return new CpuTime(samples);
    }

    /** How much more this is than at an earlier moment, ns. */
    double nanosSince(CpuTime before) {
        double nanos = 0;
        for (int i = 0; i < samples.size(); i++) {
            nanos += samples.get(i).since(before.samples.get(i)).cpuNanosWithoutJit();
        }
        return nanos;
    }
}

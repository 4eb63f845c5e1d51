package io.quorate.bench.compare;

import io.quorate.bench.load.LoadResult;
import io.quorate.bench.measure.MachineSample;
import io.quorate.bench.measure.MachineUsage;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Whether the machine does anything but what is being measured. */
final class Quiet {
    private static final double DISTURBING_PROCESSORS = 0.2;
    private static final long SAMPLE_MILLIS = 500;

    private Quiet() {}

    /** Whether other work took enough processor time during a run to spoil its throughput and latency. */
    static boolean isDisturbed(LoadResult run) {
        return run.foreignProcessors() > DISTURBING_PROCESSORS;
    }

    /** Waits until the processors are idle, or until the patience is used up. */
    static void await(double secondsMax) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (secondsMax > 0 && busyProcessors() > DISTURBING_PROCESSORS) {
            if (System.nanoTime() - begin > secondsMax * 1e9) {
                return;
            }
        }
    }

    private static double busyProcessors() throws IOException, InterruptedException {
        MachineSample before = MachineSample.take();
        TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        MachineUsage usage = MachineSample.take().since(before);
        return (usage.busySeconds() + usage.stolenSeconds()) * 1e3 / SAMPLE_MILLIS;
    }
}

package io.quorate.tests.sim;

import java.util.SplittableRandom;

/** The way of messages from one thread of a process to another: in order, after a while. */
final class Mailbox {
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final long nanosMax;
    private final SimNetwork.Host process;
    private long last;

    Mailbox(Scheduler scheduler, SplittableRandom random, long nanosMax, SimNetwork.Host process) {
        this.scheduler = scheduler;
        this.random = random;
        this.nanosMax = nanosMax;
        this.process = process;
    }

    void post(Runnable message) {
        last = Math.max(last, scheduler.now() + (nanosMax == 0 ? 0 : random.nextLong(nanosMax)));
        scheduler.at(last, () -> process.whenRunning(message));
    }
}

package io.quorate.server.sasl;

import io.quorate.sasl.SaslLogin;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which SASL runs: mechanisms compute, and with Kerberos they ask the network. May be used by any thread. */
public final class SaslThreads implements AutoCloseable {
    private static final int THREADS = 2;
    /** How often it is looked whether a ticket is near its end; there are sites where tickets live for minutes. */
    private static final long RENEWAL_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    /**
     * Threads that start when they are needed.
     *
     * @param name what they are called, followed by a number
     */
    public SaslThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = work -> {
            Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        executor = new ScheduledThreadPoolExecutor(THREADS, daemons);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs what may take its time. */
    public Executor executor() {
        return executor;
    }

    /** Renews a login before its ticket ends, for as long as this is open. */
    public void keepFresh(SaslLogin login) {
        if (!login.isDigest()) {
            executor.scheduleWithFixedDelay(login::renew, RENEWAL_SECONDS, RENEWAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

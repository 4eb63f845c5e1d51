package io.quorate.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where handshakes compute, so that a storm of them delays neither requests nor heartbeats. Few threads, for the whole process, that end
 * when they are idle: whoever shakes hands waits for those, and everybody else goes on.
 */
final class HandshakeThreads {
    private static final int THREADS_MAX = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final long IDLE_SECONDS = 10;

    private HandshakeThreads() {}

    static Executor executor() {
        return Pool.EXECUTOR;
    }

    /** Made when the first connection asks for it. */
    private static final class Pool {
        static final ThreadPoolExecutor EXECUTOR = create();

        private static ThreadPoolExecutor create() {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    THREADS_MAX, THREADS_MAX, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                        Thread thread = new Thread(work, "tls-handshake");
                        thread.setDaemon(true);
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }
}

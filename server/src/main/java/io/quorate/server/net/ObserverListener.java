package io.quorate.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port at which a follower serves observers. It is open only while the server follows, so that an observer is refused at once
 * elsewhere (spec: zab-protocol §11). May be called from any thread.
 */
final class ObserverListener {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverListener.class);
    private static final long RETRY_MILLIS = 1_000;

    private final PeerListener listener;
    private final List<InetSocketAddress> addresses;
    private final int attempts;
    private final Executor executor;
    private boolean open;
    private boolean ended;
    private volatile boolean wanted;

    /**
     * A port that is closed.
     *
     * @param attempts to bind each address, one second apart; 0: as many as it takes
     * @param executor runs what takes its time
     */
    ObserverListener(PeerListener listener, List<InetSocketAddress> addresses, int attempts, Executor executor) {
        this.listener = listener;
        this.addresses = List.copyOf(addresses);
        this.attempts = attempts;
        this.executor = executor;
    }

    /** Opens or closes the port, soon. A port that cannot be opened is told of, and the server goes on without. */
    void want(boolean opened) {
        wanted = opened;
        try {
            executor.execute(this::settle);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server ends, and with it the port for observers", e);
        }
    }

    /** The pauses are without the lock: the server may end meanwhile. */
    private void settle() {
        for (int attempt = 1; !isSettled(attempt == attempts); attempt++) {
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Opens or closes the port, once; false if that is to be tried again. */
    private synchronized boolean isSettled(boolean lastAttempt) {
        if (wanted == open || ended) {
            return true;
        }
        if (open) {
            close();
            return true;
        }
        try {
            listener.bind(addresses, 1);
            listener.accept();
            open = true;
            LOG.info("Serving observers at {}", addresses);
            return true;
        } catch (IOException e) {
            if (lastAttempt) {
                LOG.error("Observers are not served: {}", e.getMessage());
            } else {
                LOG.warn("{}; trying again in {} ms", e.getMessage(), RETRY_MILLIS);
            }
            return lastAttempt;
        }
    }

    synchronized List<InetSocketAddress> localAddresses() {
        return listener.localAddresses();
    }

    /** Closes the port for good, before this returns. */
    synchronized void end() {
        ended = true;
        close();
    }

    private synchronized void close() {
        listener.unbind();
        open = false;
    }
}

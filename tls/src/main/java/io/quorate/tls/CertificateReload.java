package io.quorate.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time whether the files of contexts were changed, and has them read again. What cannot be read does not count:
 * a line in the log says so, and the next change is another try. Any thread may use it; files are read on one of its own.
 */
public final class CertificateReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    private static final long LOOK_MILLIS = 1_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "certificate-reload");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Begins to look after a context. */
    public void watch(TlsContext context) {
        List<String> known = new ArrayList<>(List.of(context.stamp()));
        thread.scheduleWithFixedDelay(() -> look(context, known), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void look(TlsContext context, List<String> known) {
        String stamp = context.stamp();
        if (stamp.equals(known.get(0))) {
            return;
        }
        known.set(0, stamp);
        try {
            context.reload();
            LOG.info("Certificates were changed: {}* was read again, for connections from now on", context.prefix());
        } catch (TlsException | RuntimeException e) {
            // A supplier of the operator's may throw anything, which must not end the looking.
            LOG.warn("Certificates were changed, and the old ones stay in use: {}", e.getMessage());
        }
    }

    /** Ends looking. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

package io.quorate.server.audit;

import io.quorate.server.session.AuditTrail;
import io.quorate.tree.acl.AuthProviders;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log (spec: features §6.3). Everything is written in the order in which it was handed over, by one thread. When that cannot keep up
 * for long, those who hand over wait for it: no line is lost. May be used by any thread.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    /** The logger's name in Apache's server, which people's appenders go by. */
    public static final String LOGGER = "org.apache.zookeeper.audit.Slf4jAuditLogger";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int QUEUE_MAX = 65_536;
    private static final long STOP_MILLIS = 5_000;
    private static final Runnable END = () -> {};

    private final AuditText text;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::run, "audit");
    private final String serverUser = System.getProperty("user.name");

    /**
     * A log whose thread runs.
     *
     * @param providers know how ids are shown
     */
    public AuditLog(AuthProviders providers) {
        text = new AuditText(providers);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(Write write) {
        put(() -> {
            for (String line : text.lines(write)) {
                log(line, write.failed());
            }
        });
    }

    @Override
    public void sessionEnded(long sessionId, List<String> ephemerals) {
        put(() -> {
            for (String path : ephemerals) {
                log(
                        new AuditLine()
                                .with("session", "0x" + Long.toHexString(sessionId))
                                .with("user", serverUser)
                                .with("operation", "ephemeralZNodeDeletionOnSessionCloseOrExpire")
                                .with("znode", path)
                                .with("result", "success")
                                .toString(),
                        false);
            }
        });
    }

    /** The server serves, or has not got so far. */
    public static void serverStarted(boolean success) {
        log(server("serverStart", success ? "success" : "failure"), !success);
    }

    /** The server is asked to stop. */
    public static void serverStops() {
        log(server("serverStop", "invoked"), false);
    }

    private static String server(String operation, String result) {
        return new AuditLine()
                .with("user", System.getProperty("user.name"))
                .with("operation", operation)
                .with("result", result)
                .toString();
    }

    private static void log(String line, boolean failure) {
        if (failure) {
            LOG.error("{}", line);
        } else {
            LOG.info("{}", line);
        }
    }

    private void put(Runnable entry) {
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Runnable entry = queue.take(); entry != END; entry = queue.take()) {
                entry.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what was handed over, and ends. */
    @Override
    public void close() {
        put(END);
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

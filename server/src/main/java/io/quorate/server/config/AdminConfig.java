package io.quorate.server.config;

import java.net.InetSocketAddress;

/**
 * The HTTP server for operators.
 *
 * @param enabled whether there is one
 * @param host where it listens
 * @param port likewise; 0 = any
 * @param commandUrl path of the commands, begins with a slash
 * @param idleTimeoutMillis a connection on which nothing happens for so long is closed; 0 = never
 * @param snapshotEnabled whether data are handed out
 * @param rateLimiterMillis least time between two snapshots
 */
public record AdminConfig(
        boolean enabled,
        String host,
        int port,
        String commandUrl,
        int idleTimeoutMillis,
        boolean snapshotEnabled,
        long rateLimiterMillis) {
    /** What to bind; resolves the host now, so the result may be unresolved. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }
}

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
 * @param resetNeedsAuth whether counters are reset for administrators only
 * @param rateLimiterMillis least time between two snapshots
 * @param portUnification both plain text and TLS are taken
 * @param forceHttps only TLS is taken
 * @param needClientAuth with TLS, operators need a certificate
 */
public record AdminConfig(
        boolean enabled,
        String host,
        int port,
        String commandUrl,
        int idleTimeoutMillis,
        boolean snapshotEnabled,
        boolean resetNeedsAuth,
        long rateLimiterMillis,
        boolean portUnification,
        boolean forceHttps,
        boolean needClientAuth) {
    /** Whether TLS is spoken, always or with those who do. */
    public boolean speaksTls() {
        return portUnification || forceHttps;
    }

    /** What to bind; resolves the host now, so the result may be unresolved. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }
}

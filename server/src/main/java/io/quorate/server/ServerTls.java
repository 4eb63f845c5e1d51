package io.quorate.server;

import io.quorate.server.config.AdminConfig;
import io.quorate.server.config.TlsConfig;
import io.quorate.server.net.PeerTls;
import io.quorate.tls.CertificateReload;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsException;
import io.quorate.tree.acl.AuthProvider;
import io.quorate.tree.acl.AuthProviders;

/** The contexts of a server's encrypted connections, made before anything is bound, so that a mistake in them ends the start. */
final class ServerTls implements AutoCloseable {
    private static final String CLIENTS = "ssl.";
    private static final String SERVERS = "ssl.quorum.";

    private final TlsConfig config;
    private final TlsContext forClients;
    private final TlsContext fromServers;
    private final TlsContext toServers;
    private final TlsContext forOperators;
    /** Null if nothing is to be read again. */
    private CertificateReload reload;

    private ServerTls(TlsConfig config, AdminConfig admin) throws TlsException {
        this.config = config;
        this.forClients = config.servesClients() ? TlsContext.forServer(CLIENTS, config.clients()) : null;
        this.fromServers = config.betweenServers() ? TlsContext.forServer(SERVERS, config.quorum()) : null;
        this.toServers = config.sslQuorum() ? TlsContext.forClient(SERVERS, config.quorum()) : null;
        this.forOperators = admin.enabled() && admin.speaksTls()
                ? TlsContext.forServer(SERVERS, config.quorum().forOperators(admin.needClientAuth()))
                : null;
        if (config.clientCertReload()) {
            watch(forClients);
        }
        if (config.quorumCertReload()) {
            watch(fromServers);
            watch(toServers);
            watch(forOperators);
        }
    }

    private void watch(TlsContext context) {
        if (context != null) {
            reload = reload == null ? new CertificateReload() : reload;
            reload.watch(context);
        }
    }

    /** @throws StartException if the files or settings are of no use, saying which and what to do */
    static ServerTls of(TlsConfig config, AdminConfig admin) throws StartException {
        try {
            return new ServerTls(config, admin);
        } catch (TlsException e) {
            throw new StartException(ExitCode.INVALID_INVOCATION, e.getMessage(), e);
        }
    }

    /** Null if clients have no TLS. */
    TlsContext forClients() {
        return forClients;
    }

    /** Null if operators have no TLS. */
    TlsContext forOperators() {
        return forOperators;
    }

    /** For a member of an ensemble. */
    PeerTls betweenServers() {
        return new PeerTls(config.betweenServers() ? fromServers : null, config.quorumPortUnification(), toServers);
    }

    /** What makes ids of clients' certificates. */
    AuthProvider provider(AuthProviders providers) throws StartException {
        AuthProvider provider = providers.find(config.authProvider());
        if (provider == null) {
            throw new StartException(
                    ExitCode.INVALID_INVOCATION,
                    "ssl.authProvider=" + config.authProvider()
                            + ": there is no scheme of this name. Delete the line, or"
                            + " add its provider (authProvider.N).",
                    null);
        }
        return provider;
    }

    @Override
    public void close() {
        if (reload != null) {
            reload.close();
        }
    }
}

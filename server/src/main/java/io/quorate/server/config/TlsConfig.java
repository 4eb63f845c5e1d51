package io.quorate.server.config;

import io.quorate.tls.TlsSettings;
import java.net.InetSocketAddress;

/**
 * Encryption.
 *
 * @param secureHost where clients with TLS are served; null: at every address
 * @param securePort likewise; 0 = any, {@link #NO_PORT} = nowhere
 * @param clientPortUnification the port for clients in plain text takes TLS as well
 * @param clientCertReload the files of {@code clients} are read again when they were changed
 * @param outstandingHandshakesMax so many clients at most may be in the middle of a handshake; -1 = no limit
 * @param earlyDropHandshakes connections for TLS are closed at once while the server does not serve
 * @param authProvider the scheme that makes ids of clients' certificates
 * @param x509SuperUser the subject of the certificate that passes every ACL; null if there is none
 * @param clients keys and rules for clients
 * @param fipsMode nothing that FIPS would not allow
 * @param sslQuorum servers speak TLS with each other
 * @param quorumPortUnification the ports between servers take plain text and TLS
 * @param quorumCertReload the files of {@code quorum} are read again when they were changed
 * @param quorum keys and rules between servers
 */
public record TlsConfig(
        String secureHost,
        int securePort,
        boolean clientPortUnification,
        boolean clientCertReload,
        int outstandingHandshakesMax,
        boolean earlyDropHandshakes,
        String authProvider,
        String x509SuperUser,
        TlsSettings clients,
        boolean fipsMode,
        boolean sslQuorum,
        boolean quorumPortUnification,
        boolean quorumCertReload,
        TlsSettings quorum) {
    /** There is no such port. */
    public static final int NO_PORT = -1;

    /** Whether any client may come with TLS. */
    public boolean servesClients() {
        return securePort != NO_PORT || clientPortUnification;
    }

    /** Whether servers speak TLS with each other, always or if they are asked to. */
    public boolean betweenServers() {
        return sslQuorum || quorumPortUnification;
    }

    /** What to bind for clients with TLS; resolves the host now, so the result may be unresolved. */
    public InetSocketAddress secureAddress() {
        return secureHost == null ? new InetSocketAddress(securePort) : new InetSocketAddress(secureHost, securePort);
    }
}

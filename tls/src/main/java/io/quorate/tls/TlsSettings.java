package io.quorate.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * What was configured of TLS, under {@code ssl.} for clients and {@code ssl.quorum.} between servers. Immutable.
 *
 * @param keyStore who we are
 * @param trustStore whom we believe
 * @param protocol the version, which is the only one unless {@code enabledProtocols} says more
 * @param enabledProtocols the versions; empty: {@code protocol}
 * @param cipherSuites names of the JDK; empty: its choice
 * @param clientAuth whether those who connect to us need a certificate
 * @param hostnameVerification whether the certificate of a server that we connect to has to name it; false switches off the next, too
 * @param clientHostnameVerification whether the certificate of whoever connects to us has to name the place that he comes from
 * @param crl whether certificates are looked up in the revocation lists that they name
 * @param ocsp whether the responders that certificates name are asked
 * @param contextSupplier a class that makes the context in place of all this; null: none
 * @param provider whose implementation: {@code JDK} or {@code OpenSSL}
 * @param handshakeDetectionTimeoutMillis how long a connection may say nothing where both plain text and TLS are taken
 */
public record TlsSettings(
        Store keyStore,
        Store trustStore,
        String protocol,
        List<String> enabledProtocols,
        List<String> cipherSuites,
        ClientAuth clientAuth,
        boolean hostnameVerification,
        boolean clientHostnameVerification,
        boolean crl,
        boolean ocsp,
        String contextSupplier,
        Provider provider,
        int handshakeDetectionTimeoutMillis) {
    /** What ZooKeeper 3.9 takes unless told otherwise. */
    public static final String DEFAULT_PROTOCOL = "TLSv1.3";

    /** Likewise, ms. */
    public static final int DEFAULT_DETECTION_MILLIS = 5_000;

    /** Whether a client has to show a certificate. */
    public enum ClientAuth {
        /** It is not asked for one. */
        NONE,
        /** It is asked, and may have none. */
        WANT,
        /** Without one there is no connection. */
        NEED
    }

    /** An implementation of TLS. */
    public enum Provider {
        /** Of the Java runtime. */
        JDK,
        /** Of netty-tcnative, if that is on the class path. */
        OPENSSL
    }

    /**
     * A file with keys or certificates.
     *
     * @param location null: none
     * @param password null: none, or in the file {@code passwordPath}
     * @param passwordPath a file whose first line is the password; null: none. It wins over {@code password}.
     * @param type {@code JKS}, {@code PKCS12}, {@code PEM} or {@code BCFKS}; null: by the ending of the location
     */
    public record Store(Path location, Password password, Path passwordPath, String type) {
        /** No file. */
        public static final Store NONE = new Store(null, null, null, null);
    }

    public TlsSettings {
        enabledProtocols = List.copyOf(enabledProtocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** What a client has that was told nothing: certificates are those that the Java runtime trusts, and have to name the server. */
    public static TlsSettings forClients() {
        return new TlsSettings(
                Store.NONE,
                Store.NONE,
                DEFAULT_PROTOCOL,
                List.of(),
                List.of(),
                ClientAuth.NEED,
                true,
                false,
                false,
                false,
                null,
                Provider.JDK,
                DEFAULT_DETECTION_MILLIS);
    }

    /** With other files. */
    public TlsSettings with(Store keys, Store trusted) {
        return new TlsSettings(
                keys,
                trusted,
                protocol,
                enabledProtocols,
                cipherSuites,
                clientAuth,
                hostnameVerification,
                clientHostnameVerification,
                crl,
                ocsp,
                contextSupplier,
                provider,
                handshakeDetectionTimeoutMillis);
    }

    /** The same keys and certificates for people who ask: from anywhere, and with a certificate only where that is asked for. */
    public TlsSettings forOperators(boolean needCertificate) {
        return new TlsSettings(
                keyStore,
                trustStore,
                protocol,
                enabledProtocols,
                cipherSuites,
                needCertificate ? ClientAuth.NEED : ClientAuth.NONE,
                hostnameVerification,
                false,
                crl,
                ocsp,
                contextSupplier,
                provider,
                handshakeDetectionTimeoutMillis);
    }

    /** The versions that are spoken. */
    List<String> versions() {
        if (!enabledProtocols.isEmpty()) {
            return enabledProtocols;
        }
        return protocol.equals("TLS") || protocol.equals("Default") ? List.of("TLSv1.3", "TLSv1.2") : List.of(protocol);
    }
}

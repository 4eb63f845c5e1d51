package io.quorate.server.config;

import static io.quorate.server.config.Types.CLASS;
import static io.quorate.server.config.Types.FILE;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.HOST;
import static io.quorate.server.config.Types.PORT;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.WORDS;
import static io.quorate.server.config.Types.whole;

import io.quorate.tls.Password;
import io.quorate.tls.TlsSettings;
import java.util.List;
import java.util.Locale;

/** Encryption, and the authentication of servers to each other. */
final class TlsKeys {
    private static final ConfigKey.Table QUORUM = new ConfigKey.Table(ConfigKey.Section.QUORUM_SECURITY);
    private static final ConfigKey.Table TLS = new ConfigKey.Table(ConfigKey.Section.TLS);

    private static final ConfigKey SSL_QUORUM = QUORUM.key("sslQuorum", FLAG, "false")
            .means("TLS between servers, at the quorum and election ports. Needs keys and certificates, ssl.quorum.*.")
            .honoured("tls.sslQuorum");
    private static final ConfigKey PORT_UNIFICATION = QUORUM.key("portUnification", FLAG, "false")
            .means(
                    "The ports between servers take plain text and TLS, as long as an ensemble moves from one to the other.")
            .honoured("tls.quorumPortUnification");
    private static final ConfigKey QUORUM_RELOAD = QUORUM.key("sslQuorumReloadCertFiles", FLAG, "false")
            .means("Read the files of ssl.quorum.* again when they were changed, for connections from then on.")
            .honoured("tls.quorumCertReload");

    static final ConfigKey SECURE_PORT = TLS.key("secureClientPort", PORT, null)
            .means("Port for clients with TLS, beside clientPort or alone. Needs a key and a certificate, ssl.*.")
            .honoured("tls.securePort");
    private static final ConfigKey SECURE_ADDRESS = TLS.key("secureClientPortAddress", HOST, null)
            .means("Address of that port.")
            .honoured("tls.secureHost");
    private static final ConfigKey CLIENT_UNIFICATION = TLS.key("client.portUnification", FLAG, "false")
            .means("The port clientPort takes plain text and TLS.")
            .honoured("tls.clientPortUnification");
    private static final ConfigKey CLIENT_RELOAD = TLS.key("client.certReload", FLAG, "false")
            .means("Read the files of ssl.* again when they were changed, for connections from then on.")
            .honoured("tls.clientCertReload");
    private static final ConfigKey FIPS_MODE = TLS.key("fips-mode", FLAG, "true")
            .means(
                    "As in Apache's server, ssl.quorum.hostnameVerification counts with it only where it is set, and this server does not"
                            + " authenticate to others by DIGEST-MD5.")
            .honoured("tls.fipsMode");
    private static final ConfigKey HANDSHAKES_MAX = TLS.key(
                    "netty.server.outstandingHandshake.limit", whole(-1, ""), "-1")
            .alias("outstandingHandshake.limit")
            .means("Clients in the middle of a TLS handshake; whoever comes on top is sent away. -1 = no limit.")
            .honoured("tls.outstandingHandshakesMax");
    private static final ConfigKey EARLY_DROP = TLS.key(
                    "netty.server.earlyDropSecureConnectionHandshakes", FLAG, "false")
            .means("Close a TLS connection before its handshake while the server does not serve.")
            .honoured("tls.earlyDropHandshakes");
    private static final ConfigKey AUTH_PROVIDER = TLS.key("ssl.authProvider", TEXT, "x509")
            .means("The scheme that makes ids of clients' certificates.")
            .honoured("tls.authProvider");
    private static final Stores CLIENTS = new Stores("ssl.", "tls.clients.", "TLS with clients: ", "false");
    private static final Stores SERVERS = new Stores("ssl.quorum.", "tls.quorum.", "TLS between servers: ", "true");

    static {
        quorumThreads();
        for (String prefix : List.of("ssl.", "ssl.quorum.")) {
            TLS.key(prefix + "allowReverseDnsLookup", FLAG, prefix.equals("ssl.") ? "false" : "true")
                    .means("Names of certificates may come from what an address is called in the DNS.")
                    .noEffect("Never: whoever owns an address decides what it is called (CVE-2026-24281).");
        }
        TLS.key("ssl.quorum.authProvider", TEXT, "x509")
                .means("Nothing; servers have no ids.")
                .noEffect("Apache's server reads it nowhere, either.");
    }

    private TlsKeys() {}

    static List<ConfigKey> quorum() {
        return QUORUM.keys();
    }

    static List<ConfigKey> tls() {
        return TLS.keys();
    }

    private static void quorumThreads() {
        QUORUM.key("quorum.cnxn.threads.size", whole(1, ""), "20")
                .means("Threads that connect to other servers.")
                .noEffect("Connecting takes no thread.");
    }

    /** Whether clients can have certificates. */
    static boolean servesClients(Values values) {
        return values.isSet(SECURE_PORT) || values.flagOf(CLIENT_UNIFICATION);
    }

    /** Reads them. */
    static TlsConfig read(Values values) {
        String host = values.textOf(SECURE_ADDRESS);
        boolean fips = values.flagOf(FIPS_MODE);
        return new TlsConfig(
                "0.0.0.0".equals(host) || "::".equals(host) ? null : host,
                values.isSet(SECURE_PORT) ? values.intOf(SECURE_PORT) : TlsConfig.NO_PORT,
                values.flagOf(CLIENT_UNIFICATION),
                values.flagOf(CLIENT_RELOAD),
                values.intOf(HANDSHAKES_MAX),
                values.flagOf(EARLY_DROP),
                values.textOf(AUTH_PROVIDER),
                values.textOf(AccessKeys.X509_SUPER_USER),
                CLIENTS.read(values, true),
                fips,
                values.flagOf(SSL_QUORUM),
                values.flagOf(PORT_UNIFICATION),
                values.flagOf(QUORUM_RELOAD),
                SERVERS.read(values, !fips));
    }

    /** The keys of a file with keys or certificates. */
    private static final class Store {
        private final ConfigKey location;
        private final ConfigKey password;
        private final ConfigKey passwordPath;
        private final ConfigKey type;

        Store(String name, String component, String what) {
            location = TLS.key(name + ".location", FILE, null).means(what + ".").honoured(component + ".location");
            password = TLS.key(name + ".password", TEXT, null)
                    .secret()
                    .means("Its password.")
                    .honoured(component + ".password");
            passwordPath = TLS.key(name + ".passwordPath", FILE, null)
                    .means("A file with its password; wins over the password.")
                    .honoured(component + ".passwordPath");
            type = TLS.key(name + ".type", Types.choice("JKS", "PEM", "PKCS12", "BCFKS"), null)
                    .computed("by its ending")
                    .means("What kind of file it is.")
                    .honoured(component + ".type");
        }

        TlsSettings.Store read(Values values) {
            String secret = values.textOf(password);
            return new TlsSettings.Store(
                    values.pathOf(location),
                    secret == null ? null : new Password(secret),
                    values.pathOf(passwordPath),
                    values.isSet(type) ? values.choiceOf(type) : null);
        }
    }

    /** The keys that exist for clients and for servers. */
    private static final class Stores {
        private final Store keyStore;
        private final Store trustStore;
        private final ConfigKey protocol;
        private final ConfigKey enabledProtocols;
        private final ConfigKey cipherSuites;
        private final ConfigKey clientAuth;
        private final ConfigKey hostnameVerification;
        private final ConfigKey clientHostnameVerification;
        private final ConfigKey crl;
        private final ConfigKey ocsp;
        private final ConfigKey contextSupplier;
        private final ConfigKey provider;
        private final ConfigKey detection;

        Stores(String prefix, String component, String what, String verifyClient) {
            keyStore = new Store(
                    prefix + "keyStore", component + "keyStore", what + "the file with our key and its certificates");
            trustStore = new Store(
                    prefix + "trustStore",
                    component + "trustStore",
                    what + "the file with the certificates that others' have to be signed by");
            protocol = TLS.key(prefix + "protocol", TEXT, TlsSettings.DEFAULT_PROTOCOL)
                    .means(what + "the version.")
                    .honoured(component + "protocol");
            enabledProtocols = TLS.key(prefix + "enabledProtocols", WORDS, null)
                    .computed(prefix + "protocol")
                    .means(what + "the versions, where several are taken.")
                    .honoured(component + "enabledProtocols");
            cipherSuites = TLS.key(prefix + "ciphersuites", WORDS, null)
                    .computed("the strong ones of the JDK")
                    .means(what + "cipher suites.")
                    .honoured(component + "cipherSuites");
            hostnameVerification = TLS.key(prefix + "hostnameVerification", FLAG, "true")
                    .computed(prefix.equals("ssl.") ? "true" : "true unless fips-mode")
                    .means(what + "the certificate of a server that we connect to has to name it.")
                    .honoured(component + "hostnameVerification");
            clientHostnameVerification = TLS.key(prefix + "clientHostnameVerification", FLAG, verifyClient)
                    .means(what
                            + "the certificate of whoever connects to us has to have his address, or a name that leads"
                            + " to it. Only with hostnameVerification.")
                    .honoured(component + "clientHostnameVerification");
            clientAuth = TLS.key(prefix + "clientAuth", Types.choice("none", "want", "need"), "need")
                    .means(what + "whether whoever connects to us needs a certificate.")
                    .honoured(component + "clientAuth");
            crl = TLS.key(prefix + "crl", FLAG, "false")
                    .means(what + "look certificates up in the revocation lists that they name.")
                    .honoured(component + "crl");
            ocsp = TLS.key(prefix + "ocsp", FLAG, "false")
                    .means(what + "ask the OCSP responders that certificates name.")
                    .honoured(component + "ocsp");
            contextSupplier = TLS.key(prefix + "context.supplier.class", CLASS, null)
                    .means(what + "a `Supplier<SSLContext>` that makes the context, in place of files.")
                    .honoured(component + "contextSupplier");
            provider = TLS.key(prefix + "sslProvider", Types.choice("JDK", "OpenSSL"), "JDK")
                    .means(what + "whose implementation. OpenSSL needs netty-tcnative in lib/.")
                    .honoured(component + "provider");
            detection = TLS.key(
                            prefix + "handshakeDetectionTimeoutMillis",
                            whole(1, "ms"),
                            Integer.toString(TlsSettings.DEFAULT_DETECTION_MILLIS))
                    .means(what + "how long a connection may say nothing where both plain text and TLS are taken.")
                    .honoured(component + "handshakeDetectionTimeoutMillis");
        }

        /** @param verify whether names of servers are looked at unless anything is configured */
        TlsSettings read(Values values, boolean verify) {
            boolean verified = values.flagOf(hostnameVerification);
            if (!values.isSet(hostnameVerification) && !verify) {
                verified = false;
                values.take(hostnameVerification, "false", "fips-mode");
            }
            return new TlsSettings(
                    keyStore.read(values),
                    trustStore.read(values),
                    values.textOf(protocol),
                    values.wordsOf(enabledProtocols),
                    values.wordsOf(cipherSuites),
                    TlsSettings.ClientAuth.valueOf(values.choiceOf(clientAuth).toUpperCase(Locale.ROOT)),
                    verified,
                    values.flagOf(clientHostnameVerification),
                    values.flagOf(crl),
                    values.flagOf(ocsp),
                    values.textOf(contextSupplier),
                    TlsSettings.Provider.valueOf(values.choiceOf(provider).toUpperCase(Locale.ROOT)),
                    values.intOf(detection));
        }
    }
}

package io.quorate.server.config;

import static io.quorate.server.config.Types.CLASS;
import static io.quorate.server.config.Types.FILE;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.HOST;
import static io.quorate.server.config.Types.PORT;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.WORDS;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** Encryption, and the authentication of servers to each other. */
final class TlsKeys {
    private static final ConfigKey.Table QUORUM = new ConfigKey.Table(ConfigKey.Section.QUORUM_SECURITY);
    private static final ConfigKey.Table TLS = new ConfigKey.Table(ConfigKey.Section.TLS);
    private static final String NO_TLS = "There is no TLS; secureClientPort and sslQuorum are refused.";
    private static final String NO_QUORUM_SASL = "Servers cannot authenticate to each other by SASL.";

    static {
        quorumTls();
        quorumSasl();
        listener();
        stores("ssl.", "TLS with clients: ", "false", "false");
        stores("ssl.quorum.", "TLS between servers: ", "true", "true");
    }

    private TlsKeys() {}

    static List<ConfigKey> quorum() {
        return QUORUM.keys();
    }

    static List<ConfigKey> tls() {
        return TLS.keys();
    }

    private static void quorumTls() {
        QUORUM.key("sslQuorum", FLAG, "false")
                .means("TLS between servers.")
                .notYetUnsafe("Servers would talk to each other in plain text.", "false");
        QUORUM.key("portUnification", FLAG, "false")
                .means("The quorum port takes plain text and TLS.")
                .notYet(NO_TLS, "false");
        QUORUM.key("sslQuorumReloadCertFiles", FLAG, "false")
                .means("Read changed certificate files again.")
                .notYet(NO_TLS, "false");
    }

    private static void quorumSasl() {
        String open = "Servers would accept each other without authentication.";
        QUORUM.key("quorum.auth.enableSasl", FLAG, "false")
                .means("SASL between servers.")
                .notYetUnsafe(open, "false");
        QUORUM.key("quorum.auth.learnerRequireSasl", FLAG, "false")
                .means("A learner insists on it.")
                .notYetUnsafe(open, "false");
        QUORUM.key("quorum.auth.serverRequireSasl", FLAG, "false")
                .means("The other side insists on it.")
                .notYetUnsafe(open, "false");
        QUORUM.key("quorum.auth.learner.saslLoginContext", TEXT, "QuorumLearner")
                .means("JAAS section of a learner.")
                .notYet(NO_QUORUM_SASL);
        QUORUM.key("quorum.auth.server.saslLoginContext", TEXT, "QuorumServer")
                .means("JAAS section of the other side.")
                .notYet(NO_QUORUM_SASL);
        QUORUM.key("quorum.auth.kerberos.servicePrincipal", TEXT, "zkquorum/localhost")
                .means("Kerberos principal of the servers.")
                .notYet(NO_QUORUM_SASL);
        QUORUM.key("kerberos.canonicalizeHostNames", FLAG, "false")
                .means("Kerberos between servers: ask the DNS for the canonical names of hosts.")
                .notYet(NO_QUORUM_SASL, "false");
        QUORUM.key("quorum.cnxn.threads.size", whole(1, ""), "20")
                .means("Threads that connect to other servers.")
                .noEffect("Connecting takes no thread.");
    }

    private static void listener() {
        String plain = "There is no TLS, and the server will not start without the secure port it was asked for.";
        TLS.key("secureClientPort", PORT, null)
                .means("Port for clients with TLS.")
                .notYetUnsafe(plain);
        TLS.key("secureClientPortAddress", HOST, null)
                .means("Address of that port.")
                .notYetUnsafe(plain);
        TLS.key("client.portUnification", FLAG, "false")
                .means("The client port takes plain text and TLS.")
                .notYet("There is no TLS; clients with TLS cannot connect.", "false");
        TLS.key("client.certReload", FLAG, "false")
                .means("Read changed certificate files again.")
                .notYet(NO_TLS, "false");
        TLS.key("fips-mode", FLAG, "true").means("Only what FIPS allows.").notYet(NO_TLS, "true");
        TLS.key("netty.server.outstandingHandshake.limit", whole(-1, ""), "-1")
                .alias("outstandingHandshake.limit")
                .means("TLS handshakes in process; -1 = no limit.")
                .notYet(NO_TLS, "-1");
        TLS.key("netty.server.earlyDropSecureConnectionHandshakes", FLAG, "false")
                .means("Close a TLS connection before its handshake while the server does not serve.")
                .notYet(NO_TLS, "false");
    }

    private static void stores(String prefix, String what, String verifyClient, String reverseDns) {
        for (String store : List.of("keyStore", "trustStore")) {
            String name = prefix + store;
            TLS.key(name + ".location", FILE, null).means(what + store + ".").notYet(NO_TLS);
            TLS.key(name + ".password", TEXT, null)
                    .secret()
                    .means(what + "its password.")
                    .notYet(NO_TLS);
            TLS.key(name + ".passwordPath", FILE, null)
                    .means(what + "file with its password.")
                    .notYet(NO_TLS);
            TLS.key(name + ".type", TEXT, null)
                    .computed("by extension")
                    .means(what + "JKS, PEM, PKCS12 or BCFKS.")
                    .notYet(NO_TLS);
        }
        TLS.key(prefix + "protocol", TEXT, "TLSv1.3").means(what + "version.").notYet(NO_TLS);
        TLS.key(prefix + "enabledProtocols", WORDS, null)
                .means(what + "versions.")
                .notYet(NO_TLS);
        TLS.key(prefix + "ciphersuites", WORDS, null)
                .means(what + "cipher suites.")
                .notYet(NO_TLS);
        TLS.key(prefix + "hostnameVerification", FLAG, "true")
                .means(what + "the server's certificate must name it.")
                .notYet(NO_TLS);
        TLS.key(prefix + "clientHostnameVerification", FLAG, verifyClient)
                .means(what + "the client's certificate must name it.")
                .notYet(NO_TLS);
        TLS.key(prefix + "allowReverseDnsLookup", FLAG, reverseDns)
                .means(what + "names may come from the DNS.")
                .notYet(NO_TLS);
        TLS.key(prefix + "clientAuth", Types.choice("none", "want", "need"), "need")
                .means(what + "whether a client needs a certificate.")
                .notYet(NO_TLS);
        TLS.key(prefix + "crl", FLAG, "false").means(what + "revocation lists.").notYet(NO_TLS, "false");
        TLS.key(prefix + "ocsp", FLAG, "false")
                .means(what + "revocation by OCSP.")
                .notYet(NO_TLS, "false");
        TLS.key(prefix + "context.supplier.class", CLASS, null)
                .means(what + "a class that makes the context.")
                .notYet(NO_TLS);
        TLS.key(prefix + "authProvider", TEXT, "x509")
                .means(what + "the scheme of certificates.")
                .notYet(NO_TLS);
        TLS.key(prefix + "sslProvider", TEXT, "JDK")
                .means(what + "JDK or OpenSSL.")
                .notYet(NO_TLS);
        TLS.key(prefix + "handshakeDetectionTimeoutMillis", whole(1, "ms"), "5000")
                .means(what + "time to tell it from plain text.")
                .notYet(NO_TLS);
    }
}

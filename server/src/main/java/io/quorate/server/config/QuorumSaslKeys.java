package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.TEXT;

import java.util.List;

/** SASL between servers. */
final class QuorumSaslKeys {
    private static final ConfigKey.Table QUORUM = new ConfigKey.Table(ConfigKey.Section.QUORUM_SECURITY);

    static final ConfigKey ENABLED = QUORUM.key("quorum.auth.enableSasl", FLAG, "false")
            .means("Let servers authenticate to each other by SASL.")
            .honoured("quorumSasl.enabled");
    static final ConfigKey LEARNER_REQUIRES = QUORUM.key("quorum.auth.learnerRequireSasl", FLAG, "false")
            .means("This server authenticates wherever it connects to another; needs quorum.auth.enableSasl.")
            .honoured("quorumSasl.learnerRequires");
    static final ConfigKey SERVER_REQUIRES = QUORUM.key("quorum.auth.serverRequireSasl", FLAG, "false")
            .means(
                    "This server takes no connection of another that does not authenticate; needs quorum.auth.learnerRequireSasl.")
            .honoured("quorumSasl.serverRequires");
    static final ConfigKey LEARNER_SECTION = QUORUM.key("quorum.auth.learner.saslLoginContext", TEXT, "QuorumLearner")
            .means("JAAS section for the connections that this server makes.")
            .honoured("quorumSasl.learnerSection");
    static final ConfigKey SERVER_SECTION = QUORUM.key("quorum.auth.server.saslLoginContext", TEXT, "QuorumServer")
            .means("JAAS section for the connections that this server takes.")
            .honoured("quorumSasl.serverSection");
    static final ConfigKey PRINCIPAL = QUORUM.key("quorum.auth.kerberos.servicePrincipal", TEXT, "zkquorum/localhost")
            .means("Kerberos principal of the servers; `_HOST` stands for the host in the server.N line.")
            .honoured("quorumSasl.servicePrincipal");
    static final ConfigKey CANONICAL_HOSTS = QUORUM.key("kerberos.canonicalizeHostNames", FLAG, "false")
            .means("With `_HOST`: the name that the DNS has for the host, instead of the one in the server.N line.")
            .honoured("quorumSasl.canonicalHosts");

    private QuorumSaslKeys() {}

    static List<ConfigKey> all() {
        return QUORUM.keys();
    }

    /** Reads them, and holds them against each other. */
    static QuorumSaslConfig read(Values values) {
        boolean enabled = values.flagOf(ENABLED);
        boolean learnerRequires = values.flagOf(LEARNER_REQUIRES);
        boolean serverRequires = values.flagOf(SERVER_REQUIRES);
        if (!enabled && learnerRequires) {
            values.wrong(LEARNER_REQUIRES, "false unless quorum.auth.enableSasl=true", null);
        }
        if (serverRequires && !(enabled && learnerRequires)) {
            values.wrong(
                    SERVER_REQUIRES,
                    "false unless quorum.auth.enableSasl=true and quorum.auth.learnerRequireSasl=true",
                    "A server that does not authenticate itself could not join such an ensemble.");
        }
        return new QuorumSaslConfig(
                enabled,
                learnerRequires,
                serverRequires,
                values.textOf(LEARNER_SECTION),
                values.textOf(SERVER_SECTION),
                values.textOf(PRINCIPAL),
                values.flagOf(CANONICAL_HOSTS));
    }
}

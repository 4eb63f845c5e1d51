package io.quorate.server.config;

import static io.quorate.server.config.Types.CLASS;
import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.WORDS;

import java.util.List;

/** ACLs and the authentication of clients. */
final class AccessKeys {
    private static final ConfigKey.Table ACCESS = new ConfigKey.Table(ConfigKey.Section.ACCESS);

    static final ConfigKey SKIP_ACL = ACCESS.key("skipACL", new ValueType.YesNo(false), "no")
            .means("`yes`: **no ACL is checked**, every client may do everything.")
            .honoured("tree.skipAcl");
    static final ConfigKey SUPER_DIGEST = ACCESS.key(
                    "DigestAuthenticationProvider.superDigest",
                    new ValueType.Text("user:hash, as digest ids are written in ACLs", "user:hash"),
                    null)
            .secret()
            .means("The digest id that passes every ACL.")
            .honoured("auth.superDigest");
    static final ConfigKey DIGEST_ALG = ACCESS.key("DigestAuthenticationProvider.digestAlg", Types.HASH, "SHA1")
            .means("Hash of digest ids; the same on all servers. Ids in existing ACLs do not change with it.")
            .honoured("auth.digestAlgorithm");
    static final ConfigKey DIGEST_SCHEME_ENABLED = ACCESS.key("DigestAuthenticationProvider.enabled", FLAG, "true")
            .means("Offer the scheme `digest`.")
            .honoured("auth.digestEnabled");
    static final ConfigKey ENFORCE_AUTH = ACCESS.key("enforce.auth.enabled", FLAG, "false")
            .means("Refuse the requests of clients that have not authenticated by one of enforce.auth.schemes.")
            .honoured("auth.enforced");
    static final ConfigKey ENFORCE_AUTH_SCHEMES = ACCESS.key("enforce.auth.schemes", WORDS, null)
            .means(
                    "Which schemes count, separated by commas: digest, ip, sasl, x509 where clients have TLS, or that of a further provider.")
            .honoured("auth.enforcedSchemes");
    static final ConfigKey ENSEMBLE_NAMES = ACCESS.key("ensembleAuthName", WORDS, null)
            .means("Names of this ensemble: clients that name another (scheme `ensemble`) are refused.")
            .honoured("auth.ensembleNames");
    static final ConfigKey PROVIDER = ACCESS.key("authProvider.N", CLASS, null)
            .means(
                    "A further authentication provider: one of those that ZooKeeper comes with, by the name of Apache's class, or a"
                            + " class of yours (docs/security.md).")
            .honoured("auth.providers");
    static final ConfigKey X509_SUPER_USER = ACCESS.key("X509AuthenticationProvider.superUser", TEXT, null)
            .means("Subject of the certificate that passes every ACL, as `whoami` shows it.")
            .honoured("tls.x509SuperUser");

    static final ConfigKey SESSION_SECRET_FILE = ACCESS.key("sessionPassword.secretFile", Types.FILE, null)
            .means(
                    "A file with a secret, the same on all servers: nobody who does not know it can compute the password of a session.")
            .honoured("auth.sessionSecretFile");
    static final ConfigKey SESSION_SECRET_STAGE = ACCESS.key(
                    "sessionPassword.stage", Types.choice("accept", "issue", "require"), "require")
            .means(
                    "With a secret: `accept` passwords made with it, `issue` them, too, or `require` them (docs/security.md).")
            .honoured("auth.sessionSecretStage");

    static {
        providers();
    }

    private AccessKeys() {}

    static List<ConfigKey> all() {
        return ACCESS.keys();
    }

    private static void providers() {
        ACCESS.key("requireClientAuthScheme", TEXT, null)
                .means("Often copied from old instructions; read by no release.")
                .noEffect("No ZooKeeper release reads it. enforce.auth.enabled is what it looks like.");
        ACCESS.key("enableEagerACLCheck", FLAG, "false")
                .means("Check ACLs on the server the client is connected to, too.")
                .noEffect("It only saves the way to the leader; a denied write is answered alike.");
        ACCESS.key("IPAuthenticationProvider.usexforwardedfor", FLAG, "false")
                .means("Believe the header X-Forwarded-For of the admin server about the client's address.")
                .refused("Whoever can send a header could claim any address.", "false");
    }
}

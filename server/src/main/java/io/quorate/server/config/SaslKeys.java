package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** SASL with clients, and Kerberos. */
final class SaslKeys {
    private static final ConfigKey.Table SASL = new ConfigKey.Table(ConfigKey.Section.ACCESS);

    static final ConfigKey SERVER_SECTION = SASL.key("sasl.serverconfig", TEXT, null)
            .computed("Server")
            .means(
                    "Section of the JAAS file (`-Djava.security.auth.login.config`) for clients. If there is one, clients may"
                            + " authenticate by SASL; if this key is set, there has to be one.")
            .honoured("sasl.serverSection");
    static final ConfigKey SUPER_USER = SASL.key("superUser", TEXT, null)
            .means("SASL id that passes every ACL.")
            .honoured("sasl.superUser");
    static final ConfigKey SUPER_PASSWORD = SASL.key("SASLAuthenticationProvider.superPassword", TEXT, null)
            .secret()
            .means("Password of the SASL user `super`, instead of that in the JAAS section.")
            .honoured("sasl.superPassword");
    static final ConfigKey ANY_SASL_USER = SASL.key("letAnySaslUserDoX", TEXT, null)
            .means("Id in ACLs that every SASL user satisfies; from old releases.")
            .honoured("sasl.anyUserId");
    static final ConfigKey REQUIRED = SASL.key("sessionRequireClientSASLAuth", FLAG, "false")
            .means("Refuse the requests of clients that have not authenticated by SASL.")
            .honoured("sasl.required");
    static final ConfigKey FAILED_ALLOWED = SASL.key("allowSaslFailedClients", FLAG, "false")
            .means("Keep clients whose SASL authentication failed, without an identity, unless SASL is required.")
            .honoured("sasl.failedAllowed");
    static final ConfigKey AUTH_TO_LOCAL = SASL.key("security.auth_to_local", TEXT, "DEFAULT")
            .means("Rules from Kerberos principals to ids, as in krb5.conf.")
            .honoured("sasl.authToLocal");
    static final ConfigKey REMOVE_HOST = SASL.key("kerberos.removeHostFromPrincipal", FLAG, "false")
            .means("Leave the host out of ids that come from principals.")
            .honoured("sasl.hostRemoved");
    static final ConfigKey REMOVE_REALM = SASL.key("kerberos.removeRealmFromPrincipal", FLAG, "false")
            .means("Leave the realm out of ids that come from principals.")
            .honoured("sasl.realmRemoved");
    static final ConfigKey KERBEROS_REQUIRED = SASL.key("requireKerberosConfig", FLAG, "false")
            .means("Do not start without a Kerberos realm.")
            .honoured("sasl.realmRequired");
    static final ConfigKey MIN_RELOGIN = SASL.key("kerberos.minReLoginTimeMs", whole(0, "ms"), "60000")
            .means("Least time between two Kerberos logins.")
            .honoured("sasl.minReLoginMillis");
    static final ConfigKey KINIT = SASL.key("kinit", Types.FILE, "/usr/bin/kinit")
            .means("Program that renews the ticket of a cache, called with -R.")
            .honoured("sasl.kinit");

    private SaslKeys() {}

    static List<ConfigKey> all() {
        return SASL.keys();
    }

    /** Reads them. */
    static SaslConfig read(Values values) {
        String superPassword = values.textOf(SUPER_PASSWORD);
        return new SaslConfig(
                values.textOf(SERVER_SECTION),
                values.textOf(SUPER_USER),
                superPassword == null ? null : new Secret(superPassword),
                values.textOf(ANY_SASL_USER),
                values.flagOf(REQUIRED),
                values.flagOf(FAILED_ALLOWED),
                values.textOf(AUTH_TO_LOCAL),
                values.flagOf(REMOVE_HOST),
                values.flagOf(REMOVE_REALM),
                values.flagOf(KERBEROS_REQUIRED),
                values.intOf(MIN_RELOGIN),
                values.textOf(KINIT));
    }
}

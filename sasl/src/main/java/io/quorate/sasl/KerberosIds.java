package io.quorate.sasl;

import javax.security.auth.kerberos.KerberosPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the ids of ACLs from names that clients have proved: the short name after the rules, then the host and the realm unless they are
 * to be left out. Immutable.
 */
public final class KerberosIds implements Authorizer {
    private static final Logger LOG = LoggerFactory.getLogger(KerberosIds.class);

    private final AuthToLocal rules;
    private final boolean withoutHost;
    private final boolean withoutRealm;

    /**
     * A way to make ids.
     *
     * @param withoutHost {@code zookeeper.kerberos.removeHostFromPrincipal}
     * @param withoutRealm {@code zookeeper.kerberos.removeRealmFromPrincipal}
     */
    public KerberosIds(AuthToLocal rules, boolean withoutHost, boolean withoutRealm) {
        this.rules = rules;
        this.withoutHost = withoutHost;
        this.withoutRealm = withoutRealm;
    }

    /** A principal that no rule covers keeps its whole name. */
    @Override
    public String authorize(String name) {
        KerberosName parsed = KerberosName.parse(name);
        String shortName = parsed == null ? null : rules.apply(parsed);
        if (shortName == null) {
            LOG.warn("No rule of security.auth_to_local covers {}: its id is the whole name", name);
            return name;
        }
        String host = withoutHost || parsed.host() == null ? "" : "/" + parsed.host();
        String realm = withoutRealm || parsed.realm() == null ? "" : "@" + parsed.realm();
        return shortName + host + realm;
    }

    /** The realm of this machine's Kerberos configuration; empty if there is none. */
    public static String defaultRealm() {
        try {
            return new KerberosPrincipal("anybody").getRealm();
        } catch (IllegalArgumentException e) {
            LOG.debug("No Kerberos realm", e);
            return "";
        }
    }
}

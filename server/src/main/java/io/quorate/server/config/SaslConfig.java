package io.quorate.server.config;

/**
 * SASL with clients (spec: client-protocol §9).
 *
 * @param serverSection the section of the JAAS file that has to be there; null: {@code Server}, if it is there
 * @param superUser the id that passes every ACL; null for none
 * @param superPassword what the user {@code super} must know, instead of what the section says; null: that
 * @param anyUserId an id in ACLs that every SASL user satisfies; null for none
 * @param required requests need a SASL id
 * @param failedAllowed a client that fails is kept, unless SASL is required
 * @param authToLocal rules from principals to short names
 * @param hostRemoved ids have no host
 * @param realmRemoved ids have no realm
 * @param realmRequired a machine without a Kerberos realm will not do
 * @param minReLoginMillis least time between two Kerberos logins
 * @param kinit the program that renews the ticket of a cache
 */
public record SaslConfig(
        String serverSection,
        String superUser,
        Secret superPassword,
        String anyUserId,
        boolean required,
        boolean failedAllowed,
        String authToLocal,
        boolean hostRemoved,
        boolean realmRemoved,
        boolean realmRequired,
        int minReLoginMillis,
        String kinit) {
    /** The section that a server uses unless told otherwise. */
    public static final String DEFAULT_SECTION = "Server";

    /** The section to look for. */
    public String section() {
        return serverSection == null ? DEFAULT_SECTION : serverSection;
    }
}

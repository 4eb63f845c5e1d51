package io.quorate.client;

import io.quorate.sasl.JaasSection;
import io.quorate.sasl.SaslLogin;
import java.util.Properties;

/**
 * How a session authenticates by SASL (spec: client-protocol §9).
 *
 * @param section the section of the JAAS file that says who we are
 * @param serverPrincipal the whole Kerberos principal of the servers; null: {@code serverName/host}
 * @param serverName the first part of it otherwise
 * @param canonicalHosts whether the host is the one that the DNS says instead of the one in the connect string
 * @param digestAllowed whether a name and password may be used; not with FIPS
 */
public record SaslSettings(
        String section, String serverPrincipal, String serverName, boolean canonicalHosts, boolean digestAllowed) {
    /** The section that clients use unless told otherwise. */
    public static final String DEFAULT_SECTION = "Client";

    /** Settings with ZooKeeper's defaults, with DIGEST-MD5 allowed. */
    public static SaslSettings ofSection(String section) {
        return new SaslSettings(section, null, "zookeeper", true, true);
    }

    /**
     * What the system properties of ZooKeeper's clients say: {@code zookeeper.sasl.client}, {@code .clientconfig}, {@code
     * .client.username}, {@code .client.canonicalize.hostname}, {@code zookeeper.server.principal} and {@code zookeeper.fips-mode}.
     *
     * @return null if there is to be no SASL: it is turned off, or no JAAS file is named
     */
    static SaslSettings of(Properties properties) {
        boolean wanted = flag(properties, "zookeeper.sasl.client");
        String section = properties.getProperty("zookeeper.sasl.clientconfig");
        if (!wanted || (section == null && !JaasSection.isFileNamed())) {
            return null;
        }
        return new SaslSettings(
                section,
                properties.getProperty("zookeeper.server.principal"),
                properties.getProperty("zookeeper.sasl.client.username", "zookeeper"),
                flag(properties, "zookeeper.sasl.client.canonicalize.hostname"),
                !flag(properties, "zookeeper.fips-mode"));
    }

    private static boolean flag(Properties properties, String name) {
        return Boolean.parseBoolean(properties.getProperty(name, "true"));
    }

    /** Whether a file without the section is no mistake. */
    boolean isOptional() {
        return section == null;
    }

    String sectionName() {
        return section == null ? DEFAULT_SECTION : section;
    }

    /** How a login of this process is renewed. */
    static SaslLogin.Renewal renewal() {
        SaslLogin.Renewal defaults = SaslLogin.Renewal.defaults();
        return new SaslLogin.Renewal(System.getProperty("zookeeper.kinit", defaults.kinit()), defaults.pause());
    }
}

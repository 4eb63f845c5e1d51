package io.quorate.server.config;

/**
 * SASL between servers (spec: zab-protocol §12).
 *
 * @param enabled servers may authenticate to this one
 * @param learnerRequires this server authenticates wherever it connects
 * @param serverRequires servers have to authenticate to this one
 * @param learnerSection the JAAS section for connections that it makes
 * @param serverSection the JAAS section for connections that it takes
 * @param servicePrincipal of the servers, with Kerberos; {@code _HOST} in it stands for the server's host
 * @param canonicalHosts whether that is the name that the DNS has
 */
public record QuorumSaslConfig(
        boolean enabled,
        boolean learnerRequires,
        boolean serverRequires,
        String learnerSection,
        String serverSection,
        String servicePrincipal,
        boolean canonicalHosts) {}

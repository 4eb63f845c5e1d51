package io.quorate.sasl;

import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/**
 * The server's end of one SASL exchange. Each connection has its own, with callbacks of its own, so that nothing of one client is
 * left for the next (ZOOKEEPER-4839). Used by one thread at a time; with Kerberos a step may look names up.
 */
public final class ServerExchange {
    private static final byte[] NOTHING = new byte[0];

    private final SaslLogin login;
    private final SaslServer server;

    private ServerExchange(SaslLogin login, SaslServer server) {
        this.login = login;
        this.server = server;
    }

    /**
     * Begins an exchange: DIGEST-MD5 for a login of names and passwords, GSSAPI for one with a principal.
     *
     * @param protocol what DIGEST-MD5 calls the service
     * @param serverName the realm that DIGEST-MD5 offers
     * @throws SaslException if the login cannot be used by a server
     */
    public static ServerExchange begin(
            SaslLogin login, String protocol, String serverName, DigestUsers users, Authorizer authorizer)
            throws SaslException {
        ServerCallbacks callbacks = new ServerCallbacks(users, authorizer);
        if (login.isDigest()) {
            return new ServerExchange(
                    login, require(Sasl.createSaslServer("DIGEST-MD5", protocol, serverName, null, callbacks)));
        }
        KerberosName name = servicePrincipal(login);
        return new ServerExchange(
                login,
                require(login.run(
                        () -> Sasl.createSaslServer("GSSAPI", name.service(), name.host(), null, callbacks))));
    }

    /**
     * The service's own name.
     *
     * @throws SaslException if it has no host, without which no client can ask for it
     */
    public static KerberosName servicePrincipal(SaslLogin login) throws SaslException {
        KerberosName name = KerberosName.parse(login.principal());
        if (name == null || name.host() == null) {
            throw new SaslException("Kerberos principal: " + login.principal() + " (expected: service/host@REALM)");
        }
        return name;
    }

    private static SaslServer require(SaslServer server) throws SaslException {
        if (server == null) {
            throw new SaslException("the Java platform has no such SASL mechanism");
        }
        return server;
    }

    /**
     * Takes one token of the client.
     *
     * @param token null is taken for none
     * @return what to send; null if nothing
     * @throws SaslException if the client is not who it says, or its token makes no sense; nothing may be asked of this exchange then
     */
    public byte[] step(byte[] token) throws SaslException {
        if (server.isComplete()) {
            throw new SaslException("the client has authenticated already");
        }
        return login.run(() -> server.evaluateResponse(token == null ? NOTHING : token));
    }

    /** Whether the client has proved who it is. */
    public boolean isComplete() {
        return server.isComplete();
    }

    /** The id of a client that has proved it. */
    public String authorizationId() {
        return server.getAuthorizationID();
    }
}

package io.quorate.sasl;

import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** The client's end of one SASL exchange. Used by one thread at a time; with Kerberos the first step asks the KDC. */
public final class ClientExchange {
    private static final byte[] NOTHING = new byte[0];

    private final SaslLogin login;
    private final SaslClient client;

    private ClientExchange(SaslLogin login, SaslClient client) {
        this.login = login;
        this.client = client;
    }

    /**
     * Begins an exchange: DIGEST-MD5 for a login with a name and password, GSSAPI for one with a principal.
     *
     * @param service the principal to talk to with Kerberos; a host is needed
     * @param protocol what DIGEST-MD5 calls the service
     * @param serverName what DIGEST-MD5 calls the server
     * @throws SaslException if the login cannot be used for that
     */
    public static ClientExchange begin(SaslLogin login, KerberosName service, String protocol, String serverName)
            throws SaslException {
        if (login.isDigest()) {
            String user = login.section().option("username");
            String password = login.section().option("password");
            if (user == null || password == null) {
                throw new SaslException(login.section() + ": username and password are missing");
            }
            return new ClientExchange(
                    login,
                    require(Sasl.createSaslClient(
                            new String[] {"DIGEST-MD5"},
                            user,
                            protocol,
                            serverName,
                            null,
                            new Callbacks(user, password))));
        }
        if (service == null || service.host() == null) {
            throw new SaslException("principal of the server: " + service + " (expected: one with a host)");
        }
        login.renew();
        return new ClientExchange(
                login,
                require(login.run(() -> Sasl.createSaslClient(
                        new String[] {"GSSAPI"},
                        login.principal(),
                        service.service(),
                        service.host(),
                        null,
                        new Callbacks(null, null)))));
    }

    private static SaslClient require(SaslClient client) throws SaslException {
        if (client == null) {
            throw new SaslException("the Java platform has no such SASL mechanism");
        }
        return client;
    }

    /** What to send first, which may be empty. */
    public byte[] first() throws SaslException {
        return client.hasInitialResponse() ? step(NOTHING) : NOTHING;
    }

    /**
     * Takes one token of the server.
     *
     * @return what to send; null if nothing
     * @throws SaslException if the server is not who it should be, or its token makes no sense
     */
    public byte[] step(byte[] token) throws SaslException {
        return login.run(() -> client.evaluateChallenge(token == null ? NOTHING : token));
    }

    /** Whether both ends have proved what they had to. */
    public boolean isComplete() {
        return client.isComplete();
    }

    /** Whether what is sent next is not answered: GSSAPI ends with a token of the client. */
    public boolean endsWithClient() {
        return "GSSAPI".equals(client.getMechanismName());
    }

    /** What the mechanism asks the client. */
    private record Callbacks(String user, String password) implements CallbackHandler {
        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback pass && password != null) {
                    pass.setPassword(password.toCharArray());
                } else if (callback instanceof RealmCallback realm) {
                    realm.setText(realm.getDefaultText());
                } else if (callback instanceof RealmChoiceCallback realm) {
                    realm.setSelectedIndex(realm.getDefaultChoice());
                } else if (callback instanceof AuthorizeCallback authorize) {
                    String name = authorize.getAuthenticationID();
                    authorize.setAuthorized(name.equals(authorize.getAuthorizationID()));
                    authorize.setAuthorizedID(name);
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        }

        @Override
        public String toString() {
            return "callbacks of " + user;
        }
    }
}

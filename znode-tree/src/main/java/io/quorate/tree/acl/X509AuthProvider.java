package io.quorate.tree.acl;

import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The scheme {@code x509}: an id is the subject of a client's certificate, which TLS has verified, as text of RFC 2253 (spec:
 * client-protocol §1). Credentials in an auth packet do not matter; the connection has the certificate. Immutable.
 */
public final class X509AuthProvider implements AuthProvider {
    /** Its usual name; another can be configured for it ({@code ssl.authProvider}). */
    public static final String SCHEME = "x509";

    private static final String SUPER = "super";

    private final String superUser;

    /** @param superUser the subject that passes every ACL; null if there is none */
    public X509AuthProvider(String superUser) {
        this.superUser = superUser;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public boolean matches(String id, String aclExpression) {
        return id.equals(aclExpression);
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    @Override
    public boolean isValid(String aclExpression) {
        try {
            return !new X500Principal(aclExpression).getName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
        X500Principal subject = peer.certificateSubject();
        if (subject == null) {
            return Optional.empty();
        }
        String name = subject.getName();
        Id id = new Id(SCHEME, name);
        return Optional.of(name.equals(superUser) ? List.of(new Id(SUPER, name), id) : List.of(id));
    }
}

package io.quorate.tree.acl;

import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The scheme {@code sasl} in ACLs (spec: client-protocol §9). Its ids come from SASL exchanges, never from auth packets.
 */
public final class SaslAuthProvider implements AuthProvider {
    /** The name of the scheme. */
    public static final String SCHEME = "sasl";

    /** Who has this id satisfies every ACL entry of the scheme. */
    private static final String SUPER = "super";

    private static final Pattern PRINCIPAL = Pattern.compile("[^/@]*(/[^/@]*)?@[^/@]*");

    private final String anyUserId;

    /** @param anyUserId an expression that every id satisfies ({@code zookeeper.letAnySaslUserDoX}); null for none */
    public SaslAuthProvider(String anyUserId) {
        this.anyUserId = anyUserId;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public boolean matches(String id, String aclExpression) {
        return id.equals(aclExpression) || id.equals(SUPER) || aclExpression.equals(anyUserId);
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    /** A Kerberos principal, or anything without an {@code @}. */
    @Override
    public boolean isValid(String aclExpression) {
        return aclExpression.indexOf('@') < 0
                || PRINCIPAL.matcher(aclExpression).matches();
    }

    @Override
    public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
        return Optional.empty();
    }
}

package io.quorate.tree.acl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scheme {@code ensemble}: a client says which ensemble it means to talk to, and is sent away if that is another. It gives no ids, and
 * none may stand in ACLs. Immutable.
 */
public final class EnsembleAuthProvider implements AuthProvider {
    /** The name of the scheme. */
    public static final String SCHEME = "ensemble";

    private final Set<String> names;

    /** @param names of this ensemble; empty: any will do */
    public EnsembleAuthProvider(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public boolean matches(String id, String aclExpression) {
        return false;
    }

    @Override
    public boolean isAuthenticated() {
        return false;
    }

    @Override
    public boolean isValid(String aclExpression) {
        return false;
    }

    @Override
    public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
        boolean fits = auth == null || auth.length == 0 || names.isEmpty() || names.contains(new String(auth, UTF_8));
        return fits ? Optional.of(List.of()) : Optional.empty();
    }
}

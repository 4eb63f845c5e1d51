package io.quorate.tree.acl;

import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.Optional;

/**
 * One authentication scheme: which ids its credentials give a connection, and which ACL entries such an id satisfies.
 * Called from several threads; without state of its own.
 */
public interface AuthProvider {
    /** The scheme's name, as in ACL entries and auth packets. */
    String scheme();

    /** Whether a connection with this id satisfies an ACL entry with this expression. */
    boolean matches(String id, String aclExpression);

    /** Whether an id of this scheme proves who somebody is, so that {@code auth} in an ACL may stand for it. */
    boolean isAuthenticated();

    /** Whether an ACL entry may hold this expression. */
    boolean isValid(String aclExpression);

    /**
     * The ids that the contents of an auth packet give a connection; empty if they are refused.
     *
     * @param auth the credentials; null if the packet has none
     */
    Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth);

    /** The part of an id that whoAmI may show. */
    default String userName(String id) {
        return id;
    }
}

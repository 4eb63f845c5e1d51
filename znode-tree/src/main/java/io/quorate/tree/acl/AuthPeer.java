package io.quorate.tree.acl;

import javax.security.auth.x500.X500Principal;

/** What a provider may know of the connection that wants to authenticate. */
@FunctionalInterface
public interface AuthPeer {
    /** The address at the other end as text, IPv4 or IPv6, without a port. */
    String address();

    /** Whom the certificate of the other end, which was verified, is for; null if the connection has none. */
    default X500Principal certificateSubject() {
        return null;
    }
}

package io.quorate.tree.acl;

/** What a provider may know of the connection that wants to authenticate. */
@FunctionalInterface
public interface AuthPeer {
    /** The address at the other end as text, IPv4 or IPv6, without a port. */
    String address();
}

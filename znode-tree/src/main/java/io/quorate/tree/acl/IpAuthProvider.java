package io.quorate.tree.acl;

import io.quorate.jute.proto.Id;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The scheme {@code ip}: the address of the client. An ACL entry is an IPv4 or IPv6 address, with {@code /bits} a range of
 * them. It proves no identity, so {@code auth} in an ACL does not stand for it (spec: client-protocol §6.6).
 */
public final class IpAuthProvider implements AuthProvider {
    /** The name of the scheme. */
    public static final String SCHEME = "ip";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public boolean matches(String id, String aclExpression) {
        int slash = aclExpression.indexOf('/');
        String range = slash < 0 ? aclExpression : aclExpression.substring(0, slash);
        if (slash < 0 && id.equals(range)) {
            return true;
        }
        byte[] address = IpAddresses.parse(withoutZone(id));
        byte[] network = IpAddresses.parse(range);
        if (address == null || network == null || address.length != network.length) {
            return false;
        }
        int bits = slash < 0 ? network.length * Byte.SIZE : bits(aclExpression, slash, network.length);
        return bits >= 0 && agree(address, network, bits);
    }

    @Override
    public boolean isAuthenticated() {
        return false;
    }

    @Override
    public boolean isValid(String aclExpression) {
        int slash = aclExpression.indexOf('/');
        byte[] network = IpAddresses.parse(slash < 0 ? aclExpression : aclExpression.substring(0, slash));
        return network != null && (slash < 0 || bits(aclExpression, slash, network.length) >= 0);
    }

    /** Always the address the connection comes from, which it has as an id from the start. */
    @Override
    public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
        return Optional.of(List.of(new Id(SCHEME, peer.address())));
    }

    /** The number after the slash, -1 if it is none or too large for the address. */
    private static int bits(String expression, int slash, int addressBytes) {
        int bits = IpAddresses.decimal(expression, slash + 1, expression.length());
        return bits <= addressBytes * Byte.SIZE ? bits : -1;
    }

    private static boolean agree(byte[] a, byte[] b, int bits) {
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return Arrays.equals(a, 0, whole, b, 0, whole)
                && (rest == 0 || (a[whole] ^ b[whole]) >> (Byte.SIZE - rest) == 0);
    }

    private static String withoutZone(String address) {
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }
}

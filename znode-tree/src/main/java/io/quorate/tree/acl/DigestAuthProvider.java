package io.quorate.tree.acl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.jute.proto.Id;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The scheme {@code digest}: user name and password, of which ACLs hold {@code user:base64(hash(user:password))}. Any pair
 * is accepted; a wrong password just gives an id that no ACL knows (spec: client-protocol §6.6).
 */
public final class DigestAuthProvider implements AuthProvider {
    /** The name of the scheme. */
    public static final String SCHEME = "digest";

    /** The id that passes every check. */
    public static final Id SUPER = new Id("super", "");

    private static final String DEFAULT_ALGORITHM = "SHA1";

    private final String algorithm;
    private final String superDigest;

    private DigestAuthProvider(String algorithm, String superDigest) {
        this.algorithm = algorithm;
        this.superDigest = superDigest;
    }

    /** The provider with SHA-1 and without a super user. */
    public static DigestAuthProvider standard() {
        return of(DEFAULT_ALGORITHM, null);
    }

    /**
     * A provider.
     *
     * @param algorithm a name the platform knows ({@code zookeeper.DigestAuthenticationProvider.digestAlg}); has to be the
     *     same on all servers
     * @param superDigest {@code user:base64(hash)} of the super user ({@code
     *     zookeeper.DigestAuthenticationProvider.superDigest}); null for none
     * @throws IllegalArgumentException if the platform does not know the algorithm
     */
    public static DigestAuthProvider of(String algorithm, String superDigest) {
        newDigest(algorithm);
        return new DigestAuthProvider(algorithm, superDigest);
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

    /** Exactly two parts separated by colons; empty ones at the end do not count, so {@code user:} has one. */
    @Override
    public boolean isValid(String aclExpression) {
        int end = aclExpression.length();
        while (end > 0 && aclExpression.charAt(end - 1) == ':') {
            end--;
        }
        int colon = aclExpression.lastIndexOf(':', end - 1);
        return colon >= 0 && aclExpression.indexOf(':') == colon;
    }

    @Override
    public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
        if (auth == null) {
            return Optional.empty();
        }
        String digest = digestOf(new String(auth, UTF_8));
        Id id = new Id(SCHEME, digest);
        return Optional.of(digest.equals(superDigest) ? List.of(SUPER, id) : List.of(id));
    }

    @Override
    public String userName(String id) {
        return user(id);
    }

    /** The id of {@code user:password}. Without a colon the whole text is the user's name, and is hashed as it is. */
    public String digestOf(String credentials) {
        byte[] hash = newDigest(algorithm).digest(credentials.getBytes(UTF_8));
        return user(credentials) + ':' + Base64.getEncoder().encodeToString(hash);
    }

    /** The part of an id or of credentials before the first colon. */
    static String user(String id) {
        int colon = id.indexOf(':');
        return colon < 0 ? id : id.substring(0, colon);
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(
                    "digest algorithm: " + algorithm
                            + " (expected: one the Java platform has, such as SHA1 or SHA-256)",
                    e);
        }
    }
}

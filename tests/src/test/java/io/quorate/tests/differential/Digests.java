package io.quorate.tests.differential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Ids of the digest scheme (spec: client-protocol §6.6). */
final class Digests {
    private Digests() {}

    /** {@code user:base64(sha1(user:password))} for {@code user:password}. */
    static String of(String userAndPassword) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(userAndPassword.getBytes(StandardCharsets.UTF_8));
            String user = userAndPassword.substring(0, userAndPassword.indexOf(':'));
            return user + ":" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}

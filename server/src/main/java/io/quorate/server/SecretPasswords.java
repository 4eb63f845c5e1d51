package io.quorate.server;

import io.quorate.quorum.SessionPassword;
import io.quorate.quorum.SessionPasswords;
import io.quorate.server.config.SessionSecretStage;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords of sessions that cannot be computed without a secret: the first bytes of HMAC-SHA256 of the session id. Apache's servers
 * do not know them. Called by any thread.
 */
final class SecretPasswords implements SessionPasswords {
    /** A shorter secret could be found by trying. */
    static final int SECRET_BYTES_MIN = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final Key key;
    private final SessionSecretStage stage;

    /**
     * @param secret the same bytes on all servers
     * @throws IllegalArgumentException if it is shorter than {@link #SECRET_BYTES_MIN}
     */
    SecretPasswords(byte[] secret, SessionSecretStage stage) {
        if (secret.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "length of the secret: " + secret.length + " bytes (expected: " + SECRET_BYTES_MIN + " or more)");
        }
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.stage = stage;
    }

    @Override
    public byte[] of(long sessionId) {
        return stage == SessionSecretStage.ACCEPT ? SessionPassword.of(sessionId) : made(sessionId);
    }

    @Override
    public boolean matches(long sessionId, byte[] password) {
        SessionPasswords secret = this::made;
        return secret.matches(sessionId, password)
                || (stage != SessionSecretStage.REQUIRE && SessionPasswords.COMMON.matches(sessionId, password));
    }

    private byte[] made(long sessionId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] whole = mac.doFinal(
                    ByteBuffer.allocate(Long.BYTES).putLong(sessionId).array());
            return Arrays.copyOf(whole, SessionPassword.LENGTH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ", which every Java has, cannot be used", e);
        }
    }
}

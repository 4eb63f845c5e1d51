package io.quorate.quorum;

/**
 * The 16 bytes by which a client proves that a session is its own, as ZooKeeper computes them: a function of the session id that all
 * servers share, so that a session can move between them without a lookup (spec: client-protocol §2).
 */
public final class SessionPassword {
    /** The length of a password, bytes. */
    public static final int LENGTH_BYTES = 16;

    private static final long SEED_MASK = 0xB3415C00L;
    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long INCREMENT = 0xBL;
    private static final long MODULUS_MASK = (1L << 48) - 1;

    private SessionPassword() {}

    /** The password of this session. */
    public static byte[] of(long sessionId) {
        byte[] password = new byte[LENGTH_BYTES];
        long state = (sessionId ^ SEED_MASK ^ MULTIPLIER) & MODULUS_MASK;
        for (int word = 0; word < LENGTH_BYTES; word += Integer.BYTES) {
            state = (state * MULTIPLIER + INCREMENT) & MODULUS_MASK;
            int bits = (int) (state >>> 16);
            for (int i = 0; i < Integer.BYTES; i++) {
                password[word + i] = (byte) (bits >>> (8 * i));
            }
        }
        return password;
    }
}

package io.quorate.jute;

/** The bounds on lengths inside records (spec: README, "Record encoding"), in bytes. */
public final class JuteLimits {
    /** Default of {@code jute.maxbuffer}: the longest client frame. */
    public static final int DEFAULT_MAX_BUFFER = 0xfffff;

    /** The least value of {@code zookeeper.jute.maxbuffer.extrasize}, whose default is that of max buffer. */
    public static final int MIN_EXTRA_SIZE = 1024;

    /** Default bound on one string or buffer: 2097150. */
    public static final int DEFAULT_LENGTH_LIMIT = lengthLimit(DEFAULT_MAX_BUFFER, DEFAULT_MAX_BUFFER);

    private JuteLimits() {}

    /** The longest string or buffer a reader accepts under the two settings. */
    public static int lengthLimit(int maxBuffer, int extraSize) {
        if (maxBuffer < 0) {
            throw new IllegalArgumentException("jute.maxbuffer: " + maxBuffer + " (expected: >= 0)");
        }
        return (int) Math.min(Integer.MAX_VALUE, (long) maxBuffer + Math.max(MIN_EXTRA_SIZE, extraSize));
    }
}

package io.quorate.server.session;

/**
 * Which kinds of events are traced, as bits with the numbers of Apache's: the words {@code gtmk} and {@code stmk} ask and set them. They are
 * traced by the logger {@code io.quorate.trace} if that is at the level TRACE. Safe on any thread.
 */
public final class TraceMask {
    /** A request of a client. */
    public static final long CLIENT_REQUEST = 1 << 1;

    /** A ping of a client. */
    public static final long CLIENT_PING = 1 << 3;

    /** A packet between servers. */
    public static final long SERVER_PACKET = 1 << 4;

    /** A session that begins or ends at a connection. */
    public static final long SESSION = 1 << 5;

    /** A client told of an event that it watches for. */
    public static final long EVENT_DELIVERY = 1 << 6;

    /** A ping between servers. */
    public static final long SERVER_PING = 1 << 7;

    /** What Apache's server begins with. */
    public static final long INITIALLY = 306;

    private volatile long bits = INITIALLY;

    /** The bits that are set. */
    public long bits() {
        return bits;
    }

    /** Replaces them. */
    public void set(long newBits) {
        bits = newBits;
    }

    /** Whether this kind is traced. */
    public boolean has(long kind) {
        return (bits & kind) != 0;
    }
}

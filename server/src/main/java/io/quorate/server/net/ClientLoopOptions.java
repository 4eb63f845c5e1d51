package io.quorate.server.net;

/**
 * The numbers of a client loop's connections.
 *
 * @param frameBytesMax the longest frame taken from a client ({@code jute.maxbuffer})
 * @param fieldBytesMax the longest string or buffer within a frame
 * @param outboundBytesMax how much may wait to be sent to a client that does not read before its connection is closed
 * @param handshakeTimeoutMillis how long a connection may stay without a session, ms
 * @param tickMillis the tick, ms; sessions are reported to the core twice in it
 * @param localSessions whether a new session is one of this server alone
 */
public record ClientLoopOptions(
        int frameBytesMax,
        int fieldBytesMax,
        int outboundBytesMax,
        int handshakeTimeoutMillis,
        int tickMillis,
        boolean localSessions) {
    /** Options of a loop whose sessions are those of the whole ensemble. */
    public ClientLoopOptions(
            int frameBytesMax, int fieldBytesMax, int outboundBytesMax, int handshakeTimeoutMillis, int tickMillis) {
        this(frameBytesMax, fieldBytesMax, outboundBytesMax, handshakeTimeoutMillis, tickMillis, false);
    }
}

package io.quorate.quorum;

/**
 * A client's wish to go on with a session that it has.
 *
 * @param sessionId the session
 * @param password what the client sent as proof
 * @param timeoutMillis the newly negotiated session timeout, ms
 * @param origin what the client side handed in to find the waiting connection again; opaque to the core
 */
public record Reopen(long sessionId, byte[] password, int timeoutMillis, Object origin) {}

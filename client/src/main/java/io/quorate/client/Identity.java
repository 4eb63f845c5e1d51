package io.quorate.client;

/** Who a session is, and the timeout that was negotiated, in ms. Replaced as a whole. */
record Identity(long sessionId, byte[] password, int timeoutMillis) {}

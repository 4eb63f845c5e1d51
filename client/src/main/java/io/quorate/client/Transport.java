package io.quorate.client;

import io.netty.buffer.ByteBuf;

/**
 * The one connection of a session, as {@link ClientCnxn} sees it. No method calls back into the session before it returns, and
 * nothing of a connection reaches the session after {@link #disconnect}.
 */
interface Transport {
    /** Starts to connect; ends in {@link ClientCnxn#onConnected} or {@link ClientCnxn#onDisconnected}. */
    void connect(HostPort server);

    /** Asks for the servers of a service; ends in {@link ClientCnxn#onServers} or {@link ClientCnxn#onDisconnected}. */
    default void lookUp(String service) {
        throw new IllegalStateException("no names can be looked up");
    }

    /** Where the next frame is to be appended. What was appended goes out when the session has dealt with its input. */
    ByteBuf out();

    /** Whether the connection takes more at the moment; if not, {@link ClientCnxn#onSubmitted} follows. */
    boolean isWritable();

    /** Drops the connection, or the attempt to make one. */
    void disconnect();

    /** Asks a server, on a connection of its own, whether it takes writes; ends in {@link ClientCnxn#onProbed}. */
    void probe(HostPort server);

    /**
     * Begins to authenticate by SASL, if that is wanted; each step ends in {@link ClientCnxn#onSasl}.
     *
     * @return whether it is
     */
    default boolean beginSasl(HostPort server) {
        return false;
    }

    /** Takes a token of the server. */
    default void stepSasl(byte[] token) {
        throw new IllegalStateException("no SASL exchange was begun");
    }
}

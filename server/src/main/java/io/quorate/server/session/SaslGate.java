package io.quorate.server.session;

import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.function.Consumer;

/** The server's end of SASL as an io loop sees it: tokens go in, and answers come back on the loop, later. */
public interface SaslGate {
    /** Begins the exchange of one connection. */
    Exchange begin();

    /** Whether a client that fails is kept, as one without an identity. */
    boolean keepsFailedClients();

    /** The exchange of one connection; one step at a time. */
    @FunctionalInterface
    interface Exchange {
        /**
         * Takes a token of the client.
         *
         * @param token null if the client sent none
         * @param answer is called on the loop, never before this returns
         */
        void step(byte[] token, Consumer<Step> answer);
    }

    /**
     * What comes of a token.
     *
     * @param token what to send; null if nothing
     * @param ids what the client has proved; empty before the end
     * @param refusal why the client has failed, for the log; null if it has not
     */
    record Step(byte[] token, List<Id> ids, String refusal) {}
}

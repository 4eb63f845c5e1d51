package io.quorate.election;

import io.quorate.ensemble.Ensemble;
import io.quorate.jute.quorum.Notification;

/**
 * What an election does to the world. Each method returns at once and never calls back into the election; calls take effect
 * in their order.
 */
public interface ElectionEffects {
    /**
     * Sends to another server, never to this one: {@link ElectionLinks#send}. A message that still waits for that server is
     * replaced, and a server without a connection is dialled.
     */
    void send(long sid, Notification notification);

    /**
     * The election is over. The server leads if the vote is for itself; it has to prove that by discovery, and comes back with
     * {@link FastLeaderElection#start} if it cannot.
     *
     * @param state never LOOKING
     */
    void decided(Vote vote, ServerState state);

    /**
     * Another server has committed a configuration that is newer than ours: it is to be stored and used as the committed one.
     * The election goes by it already.
     */
    void adopted(Ensemble newer);
}

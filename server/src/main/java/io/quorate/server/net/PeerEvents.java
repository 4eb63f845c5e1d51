package io.quorate.server.net;

import io.quorate.election.LinkState;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;

/**
 * What the sockets between servers tell the core: the inputs of {@link io.quorate.quorum.QuorumPeer} by the same names. All
 * run on the core's loop. Inputs are given within a {@link #turn} only, never from within an effect of the core.
 */
public interface PeerEvents {
    /**
     * Runs some inputs. The core is told the time before them, once, and its next deadline is heeded after them. One turn never
     * runs within another: asked for there, it runs later.
     */
    void turn(Runnable inputs);

    /** A vote of another server. */
    void onNotification(long sid, Notification notification);

    /** The state of an election connection; may be told within an effect, and is handed on when that has returned. */
    void onLink(long sid, LinkState state);

    /** A learner has connected. Said when its first packet is here, so that strangers are not heard of. */
    void onLearnerOpened(long learner, String address);

    /** The same of an observer, at the port for observers. */
    void onObserverOpened(long learner, String address);

    /** A packet of a learner. */
    void onLearnerPacket(long learner, QuorumPacket packet);

    /** A learner has taken a further piece of something long that it was sent. */
    void onLearnerProgress(long learner);

    /** The log on disk was looked at for a learner; null if it may be sent. */
    void onLogChecked(long learner, String objection);

    /** A learner's connection ended that this server did not close. */
    void onLearnerClosed(long learner);

    /** The connection to the leader is made. */
    void onLeaderOpened(long connection);

    /** A packet of the leader, but SNAP. */
    void onLeaderPacket(long connection, QuorumPacket packet);

    /** A piece of the tree behind SNAP has come, and not yet the whole. */
    void onLeaderProgress(long connection);

    /** SNAP, with its tree. */
    void onLeaderSnapshot(long connection, DataTree tree);

    /** The connection to the leader could not be made, or ended and this server did not close it. */
    void onLeaderClosed(long connection, String reason);
}

package io.quorate.quorum;

/**
 * Everything the protocol core can do to the world. Each method returns at once, never calls back into the core, and
 * takes effect in call order per destination; the driver may batch calls but never reorder them.
 */
public interface Effects extends DiskEffects, ClientEffects, QuorumEffects {
    /** {@link QuorumPeer#onStop} has come to its end: nothing is left to do for the others, and connections may be closed. */
    void handedOver();
}

package io.quorate.tests.sim;

/** A mistake that can be planted, to see that the simulator finds it. */
public enum Bug {
    NONE,
    /** The core is told that transactions are durable before they are forced. */
    ACK_BEFORE_FORCE,
    /** The current epoch is stored before the history that was to be stored first (hazard S1). */
    EPOCH_BEFORE_HISTORY,
    /** The log is written and not forced. */
    SKIP_FORCE,
    /** A truncation leaves one transaction too many. */
    TRUNCATE_ONE_LESS,
    /** A learner loses the last transaction of a DIFF. */
    LOSE_LAST_OF_DIFF,
    /** A leader is told that a learner has logged what it was only just sent. */
    FORGED_ACK,
    /** The accepted epoch is never stored. */
    FORGET_ACCEPTED_EPOCH,
    /** A snapshot from the leader is not saved. */
    SKIP_INSTALL,
    /** The clients' side skips a committed transaction now and then. */
    LOSE_PUBLICATION,
    /** Watch events are sent after the answers that they should precede. */
    EVENT_AFTER_ANSWER,
    /** Every server believes its own copy of a session: a sync is answered without asking the leader. */
    SYNC_ANSWERED_LOCALLY,
    /** A server that was told of a change takes it for committed when it starts again: the new quorum alone decides. */
    TRUST_PROPOSED_CONFIGURATION,
    /** A server forgets a change that is under way when it dies: the old quorum alone decides. */
    FORGET_PROPOSED_CONFIGURATION
}

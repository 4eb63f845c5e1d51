package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.List;

/**
 * What a server does in one of its states. Exactly one role lives at a time; {@link QuorumPeer} makes it, hands it what arrives, and
 * ends it. A role that cannot go on says so through {@link RoleExit}.
 *
 * <pre>
 *              elected                      elected
 *   Leader ◄──────────── Looking ──────────────────► Follower | Observer
 *      └───────────────────►▲◄───────────────────────────┘
 *        no quorum, rollover           leader lost
 * </pre>
 */
sealed interface Role permits Looking, Leader, Learner {
    ServerState state();

    /** Where in the state: election, discovery, synchronization or broadcast. */
    String phase();

    /** Acts on every deadline passed. */
    void onTime();

    /** When {@link #onTime} has something to do; {@link Long#MAX_VALUE} if never. */
    long nextDeadlineMillis();

    /** More of the log is durable. */
    void onLogged();

    void onRequests(List<Request> requests);

    void onReopen(Reopen reopen);

    void onTouched(List<Long> sessionIds);

    void onLearnerOpened(long learner, String address);

    /** Of one whose connection was not closed when it was opened. */
    default void onLearnerPacket(long learner, QuorumPacket packet) {}

    /** A learner takes something long, piece by piece. */
    default void onLearnerProgress(long learner) {}

    /** The log on disk may be sent to a learner if there is no objection, hence null. */
    default void onLogChecked(long learner, String objection) {}

    default void onLearnerClosed(long learner) {}

    /** Sends and publishes what the inputs of one batch have led to. */
    void flush();

    /** This server is about to end: what was begun is brought to its end, and nothing is begun any more. */
    default void onStop() {}

    /** Whether nothing is left to do for the others, after {@link #onStop}. */
    default boolean hasStopped() {
        return true;
    }

    /** Closes what belongs to the role; clients have been told before. */
    void end();

    /** Whether clients are served. */
    boolean isServing();
}

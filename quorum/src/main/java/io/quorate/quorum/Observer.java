package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.jute.quorum.PacketType;

/** A learner without a vote: it is told what is committed and acknowledges nothing (spec: zab-protocol §11). */
final class Observer extends Learner {
    Observer(PeerContext context, RoleExit exit, long leaderSid, Connections connections) {
        super(context, exit, leaderSid, connections);
    }

    @Override
    int infoType() {
        return PacketType.OBSERVERINFO;
    }

    @Override
    void onProposed(long zxid) {
        // Nobody waits for us.
    }

    @Override
    void onCommitted(long zxid) {
        // Nobody waits for us.
    }

    @Override
    void acknowledge() {
        // Nobody waits for us.
    }

    /** Many observers of one leader are not to come at the same moment. */
    @Override
    long delayMillis() {
        int max = context.ensemble.learners().reconnectDelayMillisMax();
        return max == 0 ? 0 : context.random.nextInt(max + 1);
    }

    @Override
    boolean logs() {
        return context.ensemble.observerLogs();
    }

    @Override
    public ServerState state() {
        return ServerState.OBSERVING;
    }
}

package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.PacketType;
import java.util.List;

/**
 * A learner without a vote: it is told what is committed and acknowledges nothing (spec: zab-protocol §11). It learns from the leader, or
 * from a follower that serves observers.
 */
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
    void onCommitted(Proposal proposal, long designatedLeader) {
        // Nobody waits for us.
    }

    @Override
    void onHandOver() {
        // Nobody learns from us.
    }

    @Override
    void onServing(long establishedEpoch) {
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
    long chooseMaster() {
        return context.ensemble.learners().observerMasterPort() == 0
                ? leaderSid()
                : context.observerMasters.next(context.view.committed().voters(), leaderSid());
    }

    @Override
    List<HostPort> addressesOf(QuorumServer master) {
        int port = context.ensemble.learners().observerMasterPort();
        return master.sid() == leaderSid()
                ? master.quorumAddresses()
                : master.quorumAddresses().stream()
                        .map(address -> new HostPort(address.host(), port))
                        .toList();
    }

    @Override
    public ServerState state() {
        return ServerState.OBSERVING;
    }
}

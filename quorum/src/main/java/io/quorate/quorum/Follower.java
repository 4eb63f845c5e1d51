package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.ArrayDeque;

/** A learner that votes: it acknowledges each proposal once it is on its disk, in order (spec: zab-protocol §8). */
final class Follower extends Learner {
    /** Proposals that are not acknowledged yet, oldest first. */
    private final ArrayDeque<Long> owed = new ArrayDeque<>();

    Follower(PeerContext context, RoleExit exit, long leaderSid, Connections connections) {
        super(context, exit, leaderSid, connections);
    }

    @Override
    int infoType() {
        return PacketType.FOLLOWERINFO;
    }

    @Override
    void onProposed(long zxid) {
        owed.addLast(zxid);
    }

    /** What was committed while we were brought up to date needs no acknowledgement of ours. */
    @Override
    void onCommitted(long zxid) {
        if (!isServing() && !owed.isEmpty() && owed.peekFirst() == zxid) {
            owed.removeFirst();
        }
    }

    @Override
    void acknowledge() {
        long logged = context.disk.loggedZxid();
        while (!owed.isEmpty() && owed.peekFirst() <= logged) {
            toLeader(new QuorumPacket(PacketType.ACK, owed.removeFirst(), null));
        }
    }

    @Override
    long delayMillis() {
        return 0;
    }

    @Override
    boolean logs() {
        return true;
    }

    @Override
    public ServerState state() {
        return ServerState.FOLLOWING;
    }
}

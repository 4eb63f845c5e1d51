package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A learner that votes: it acknowledges each proposal once it is on its disk, in order (spec: zab-protocol §8). It may serve observers
 * while it serves clients.
 */
final class Follower extends Learner {
    /** Proposals that are not acknowledged yet, oldest first. */
    private final ArrayDeque<Long> owed = new ArrayDeque<>();

    /** Null while observers are not served. */
    private ObserverMaster observers;

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
    void onCommitted(Proposal proposal, long designatedLeader) {
        if (!isServing() && !owed.isEmpty() && owed.peekFirst() == proposal.zxid()) {
            owed.removeFirst();
        }
        if (observers != null && designatedLeader != RoleExit.ANYBODY) {
            observers.onActivated(proposal, designatedLeader);
        } else if (observers != null) {
            observers.onCommitted(proposal);
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
    long chooseMaster() {
        return leaderSid();
    }

    @Override
    List<HostPort> addressesOf(QuorumServer master) {
        return master.quorumAddresses();
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

    // ---- observers

    @Override
    void onHandOver() {
        if (observers != null) {
            observers.handOver();
        }
    }

    @Override
    void onServing(long establishedEpoch) {
        if (context.ensemble.learners().observerMasterPort() != 0) {
            observers = new ObserverMaster(context, requests(), establishedEpoch);
            context.effects.serveObservers(true);
        }
    }

    /** Somebody has connected to the port for observers. */
    void onObserverOpened(long id, String address) {
        if (observers == null) {
            context.effects.closeLearner(id, "this server does not serve observers yet");
        } else {
            observers.onOpened(id, address);
        }
    }

    @Override
    public void onLearnerPacket(long id, QuorumPacket packet) {
        if (observers != null) {
            observers.onPacket(id, packet);
        }
    }

    @Override
    public void onLearnerProgress(long id) {
        if (observers != null) {
            observers.onProgress(id);
        }
    }

    @Override
    public void onLogChecked(long id, String objection) {
        if (observers != null) {
            observers.onLogChecked(id, objection);
        }
    }

    @Override
    public void onLearnerClosed(long id) {
        if (observers != null) {
            observers.onClosed(id);
        }
    }

    @Override
    public void onTime() {
        super.onTime();
        if (observers != null) {
            observers.onTime();
        }
    }

    @Override
    public long nextDeadlineMillis() {
        long next = super.nextDeadlineMillis();
        return observers == null ? next : Math.min(next, observers.nextDeadlineMillis());
    }

    @Override
    public void flush() {
        super.flush();
        if (observers != null) {
            observers.flush();
        }
    }

    @Override
    public void end() {
        super.end();
        if (observers != null) {
            context.effects.serveObservers(false);
            observers.end();
            observers = null;
        }
    }

    /** Whether observers may learn from this server. */
    boolean servesObservers() {
        return observers != null;
    }

    /** The observers that do. */
    List<QuorumStatus.LearnerStatus> observerStatus() {
        return observers == null ? List.of() : observers.status();
    }
}

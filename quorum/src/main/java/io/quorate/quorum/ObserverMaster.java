package io.quorate.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.quorum.SessionTimeout;
import io.quorate.jute.quorum.SessionTouches;
import io.quorate.jute.quorum.SessionValidity;
import io.quorate.quorum.LearnerHandler.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * A follower's service for observers, which spares its leader the work (spec: zab-protocol §11). To them it speaks as a leader does, out
 * of what is committed here; what they ask goes to the leader with what this server's own clients ask, and the answers come back the same
 * way. Lives from the moment when the follower serves until it leaves its leader; then its observers are sent away.
 */
final class ObserverMaster {
    private final PeerContext context;
    private final LearnerRequests upstream;
    private final LearnerSet observers;
    private final Synchronizer synchronizer;
    private final long epoch;
    /** Committed and not told yet. */
    private final List<Proposal> toInform = new ArrayList<>();

    private long nextPingMillis;

    /**
     * No observer yet.
     *
     * @param upstream the way to the leader
     * @param epoch of the leader
     */
    ObserverMaster(PeerContext context, LearnerRequests upstream, long epoch) {
        this.context = context;
        this.upstream = upstream;
        this.epoch = epoch;
        this.observers = new LearnerSet(context);
        this.synchronizer = new Synchronizer(context, observers);
        this.nextPingMillis = context.nowMillis;
        upstream.serveObservers();
    }

    // ---- time

    void onTime() {
        for (LearnerHandler observer : List.copyOf(observers.all())) {
            if (context.nowMillis >= observer.deadlineMillis) {
                drop(observer, "nothing was heard of it for too long");
            }
        }
        if (context.nowMillis >= nextPingMillis) {
            nextPingMillis = context.nowMillis + Math.max(1, context.tickMillis() / 2);
            observers.ping();
        }
    }

    long nextDeadlineMillis() {
        if (observers.all().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long next = nextPingMillis;
        for (LearnerHandler observer : observers.all()) {
            next = Math.min(next, observer.deadlineMillis);
        }
        return next;
    }

    // ---- observers come and go

    void onOpened(long id, String address) {
        observers.add(new LearnerHandler(id, address, context.nowMillis + context.initLimitMillis()));
    }

    void onClosed(long id) {
        LearnerHandler observer = observers.remove(id);
        upstream.onObserverClosed(id);
        if (observer != null && observer.info != null) {
            context.effects.tell("Lost " + observer);
        }
    }

    private void drop(LearnerHandler observer, String reason) {
        observers.remove(observer.id);
        upstream.onObserverClosed(observer.id);
        context.effects.closeLearner(observer.id, reason);
        context.effects.tell("Closed the connection of " + observer + ": " + reason);
    }

    /** The leader has handed over, and so does this server. */
    void handOver() {
        flush();
        observers.handOver();
    }

    /** Sends all of them away. */
    void end() {
        flush();
        for (LearnerHandler observer : observers.all()) {
            context.effects.closeLearner(observer.id, "this server does not follow its leader any more");
        }
    }

    /** A long snapshot may take longer than initLimit as long as it gets on. */
    void onProgress(long id) {
        LearnerHandler observer = observers.get(id);
        if (observer != null && observer.phase == Phase.NEWLEADER) {
            observer.deadlineMillis = context.nowMillis + context.initLimitMillis();
        }
    }

    // ---- packets

    void onPacket(long id, QuorumPacket packet) {
        LearnerHandler observer = observers.get(id);
        if (observer == null) {
            return;
        }
        observer.heardMillis = context.nowMillis;
        if (observer.phase == Phase.STREAMING) {
            observer.deadlineMillis = context.nowMillis + context.syncLimitMillis();
        }
        try {
            switch (observer.phase) {
                case INFO -> onInfo(observer, packet);
                case ACKEPOCH -> onAckEpoch(observer, packet);
                case NEWLEADER -> onAckNewLeader(observer, packet);
                case STREAMING -> onStreamed(observer, packet);
                default -> {
                    // It is to wait for what it is sent.
                }
            }
        } catch (MalformedRecordException e) {
            drop(observer, PacketType.name(packet.type()) + ": " + e.getMessage());
        }
    }

    private void onInfo(LearnerHandler observer, QuorumPacket packet) {
        LearnerInfo info = Introduction.infoIn(packet);
        String refusal = Introduction.refusal(info, context);
        if (refusal == null && packet.type() != PacketType.OBSERVERINFO) {
            refusal = "it votes, and is to follow the leader itself";
        }
        if (refusal == null) {
            refusal = observers.refusalOfNamesake(info.sid());
        }
        if (refusal != null) {
            drop(observer, refusal);
            return;
        }
        observers.olderOf(info.sid()).forEach(other -> drop(other, "server " + info.sid() + " has connected anew"));
        observer.info = info;
        observer.sid = info.sid();
        observer.observer = true;
        observer.acceptedEpoch = Zxid.epoch(packet.zxid());
        observer.phase = Phase.ACKEPOCH;
        observers.send(observer.id, Introduction.leaderInfo(epoch));
    }

    private void onAckEpoch(LearnerHandler observer, QuorumPacket packet) {
        if (packet.type() != PacketType.ACKEPOCH || packet.data() == null) {
            drop(observer, "it sent " + packet + " (expected: ACKEPOCH)");
            return;
        }
        observer.peerEpoch = JuteReader.of(packet.data()).readInt("ackEpoch.currentEpoch");
        observer.peerZxid = packet.zxid();
        observer.phase = Phase.HISTORY;
        if (Zxid.epoch(observer.peerZxid) > epoch) {
            drop(
                    observer,
                    "it has a newer history than we, zxid " + Zxid.toText(observer.peerZxid)
                            + ", and we follow in epoch " + epoch);
        } else if (!isAhead(observer)) {
            bringUpToDate(observer);
        }
    }

    /**
     * Whether it has been told of more commits, by the leader or another master, than this server. These will come here, too; what is
     * committed is never taken back from it meanwhile.
     */
    private boolean isAhead(LearnerHandler observer) {
        return Zxid.counter(observer.peerZxid) != 0
                && Zxid.epoch(observer.peerZxid) == epoch
                && observer.peerZxid > context.database.committed().lastZxid();
    }

    private void bringUpToDate(LearnerHandler observer) {
        inform();
        dropIfRefused(observer, synchronizer.bringUpToDate(observer, epoch));
    }

    void onLogChecked(long id, String objection) {
        LearnerHandler observer = observers.get(id);
        if (observer != null && observer.phase == Phase.LOG) {
            inform();
            dropIfRefused(observer, synchronizer.onLogChecked(observer, objection, epoch));
        }
    }

    private void dropIfRefused(LearnerHandler observer, String refusal) {
        if (refusal != null) {
            drop(observer, refusal);
        }
    }

    /** The history is committed already, so there is no quorum to wait for. */
    private void onAckNewLeader(LearnerHandler observer, QuorumPacket packet) {
        if (packet.type() == PacketType.ACK && packet.zxid() == Zxid.of(epoch, 0)) {
            observer.phase = Phase.STREAMING;
            observer.deadlineMillis = context.nowMillis + context.syncLimitMillis();
            observers.send(observer.id, new QuorumPacket(PacketType.UPTODATE, -1, null));
        }
    }

    private void onStreamed(LearnerHandler observer, QuorumPacket packet) {
        switch (packet.type()) {
            case PacketType.PING -> onPing(observer, packet);
            case PacketType.REQUEST -> onRequest(observer, packet);
            case PacketType.REVALIDATE -> onRevalidate(observer, packet);
            default -> {
                // Other servers ignore what they do not know, and so may we.
            }
        }
    }

    private void onPing(LearnerHandler observer, QuorumPacket packet) {
        observer.askedRounds.pollFirst();
        if (packet.data() != null) {
            SessionTouches.read(JuteReader.of(packet.data())).sessions().forEach(upstream::relayTouch);
        }
    }

    /** As it is; but nothing that a leader could not read, which would send this server away for it. */
    private void onRequest(LearnerHandler observer, QuorumPacket packet) {
        if (packet.data() == null) {
            return;
        }
        Request request = ForwardedRequest.read(packet, context.ensemble.fieldBytesMax(), null);
        if (request.opCode() == OpCode.SYNC) {
            upstream.relaySync(packet, () -> answer(observer, new QuorumPacket(PacketType.SYNC, 0, null)));
        } else {
            upstream.relay(packet, request, observer.id);
        }
    }

    private void onRevalidate(LearnerHandler observer, QuorumPacket packet) {
        if (packet.data() == null) {
            return;
        }
        SessionTimeout session = SessionTimeout.read(JuteReader.of(packet.data()));
        upstream.relayRevalidation(
                session,
                observer.id,
                valid -> answer(
                        observer,
                        new QuorumPacket(
                                PacketType.REVALIDATE,
                                packet.zxid(),
                                new SessionValidity(session.sessionId(), valid).toBytes())));
    }

    /** Behind what was committed before the answer. */
    private void answer(LearnerHandler observer, QuorumPacket packet) {
        inform();
        if (observers.get(observer.id) == observer) {
            observers.send(observer.id, packet);
        }
    }

    // ---- transactions

    /** A proposal is committed here. */
    void onCommitted(Proposal proposal) {
        toInform.add(proposal);
        noLongerAhead();
    }

    /** A reconfiguration is committed here and in force. */
    void onActivated(Proposal reconfig, long designatedLeader) {
        inform();
        observers.activated(reconfig, designatedLeader);
        noLongerAhead();
    }

    private void noLongerAhead() {
        for (LearnerHandler observer : List.copyOf(observers.all())) {
            if (observer.phase == Phase.HISTORY && !isAhead(observer)) {
                bringUpToDate(observer);
            }
        }
    }

    private void inform() {
        if (!toInform.isEmpty()) {
            List<Proposal> committed = List.copyOf(toInform);
            toInform.clear();
            observers.committed(committed);
        }
    }

    void flush() {
        inform();
    }

    // ---- what others ask

    List<QuorumStatus.LearnerStatus> status() {
        return observers.status();
    }
}

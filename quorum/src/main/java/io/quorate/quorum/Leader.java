package io.quorate.quorum;

import io.quorate.election.ServerState;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.MajorityQuorum;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.quorum.SessionTimeout;
import io.quorate.jute.quorum.SessionTouches;
import io.quorate.jute.quorum.SessionValidity;
import io.quorate.quorum.LearnerHandler.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server that others follow. First it agrees with a quorum on an epoch that is newer than all before, and on one history, its own;
 * then it {@link Broadcast broadcasts} (spec: zab-protocol §4, §5, §8). A server of one broadcasts from the start.
 *
 * <pre>
 *   DISCOVERY        a quorum has said which epoch it has accepted: ours is greater; we promise it first
 *   HISTORY          a quorum has promised it too, and none has a newer history
 *   SYNCHRONIZATION  a quorum has our history on disk
 *   BROADCAST        clients are served
 * </pre>
 */
final class Leader implements Role {
    /** Agreement begins with these, in this order. */
    private enum Stage {
        DISCOVERY,
        HISTORY,
        SYNCHRONIZATION,
        BROADCAST
    }

    private final PeerContext context;
    private final RoleExit exit;
    private final LearnerSet learners;
    private final Synchronizer synchronizer;
    private final Set<Long> quorum = new TreeSet<>();
    private final long startEpoch;
    private final long startZxid;
    private Stage stage = Stage.DISCOVERY;
    private Broadcast broadcast;
    private long epoch;
    private boolean designated;
    private boolean epochChosen;
    private boolean epochStored;
    private boolean historyAgreed;
    private boolean stopping;
    /** Whether everybody was told that this server ends. */
    private boolean stopped;

    private long stageDeadlineMillis = Long.MAX_VALUE;
    private long nextPingMillis = Long.MAX_VALUE;
    private long nextTickMillis = Long.MAX_VALUE;

    /**
     * A leader that has yet to agree with the others.
     *
     * @param designated not elected, but named by the leader before: its history was compared with nobody's, so it gives way to a voter
     *     that has more
     */
    static Leader of(PeerContext context, RoleExit exit, boolean designated) {
        Leader leader = new Leader(context, exit);
        leader.designated = designated;
        leader.begin(Stage.DISCOVERY);
        leader.discovered();
        return leader;
    }

    /** A server of one, which needs to ask nobody. */
    static Leader alone(PeerContext context) {
        Leader leader = new Leader(context, (reason, successor, orderly) -> {
            throw new IllegalStateException("a server of one leads for ever: " + reason);
        });
        leader.stage = Stage.BROADCAST;
        leader.broadcast = new Broadcast(context, new MajorityQuorum(List.of(context.options.sid())), leader.learners);
        return leader;
    }

    private Leader(PeerContext context, RoleExit exit) {
        this.context = context;
        this.exit = exit;
        this.learners = new LearnerSet(context);
        this.synchronizer = new Synchronizer(context, learners);
        this.startEpoch = context.currentEpoch;
        this.startZxid = context.database.committed().lastZxid();
        this.epoch = Math.max(context.acceptedEpoch, context.promisedElsewhere) + 1;
    }

    private void begin(Stage next) {
        stage = next;
        quorum.clear();
        quorum.add(context.sid());
        stageDeadlineMillis = next == Stage.BROADCAST ? Long.MAX_VALUE : context.nowMillis + limitMillis(next);
    }

    private long limitMillis(Stage next) {
        long epochWaitMillis = context.ensemble.learners().epochWaitMillisMax();
        return next == Stage.DISCOVERY && epochWaitMillis >= 0
                ? Math.min(epochWaitMillis, context.initLimitMillis())
                : context.initLimitMillis();
    }

    // ---- time

    @Override
    public void onTime() {
        if (context.nowMillis >= stageDeadlineMillis) {
            exit.leave("no quorum of followers in time: " + quorum + " of "
                    + context.view.verifier().voters() + " came as far as "
                    + stage.name().toLowerCase(Locale.ROOT));
            return;
        }
        dropSilent();
        if (stage == Stage.BROADCAST && context.ensemble != null) {
            if (context.nowMillis >= nextPingMillis) {
                nextPingMillis = context.nowMillis + Math.max(1, context.tickMillis() / 2);
                learners.ping();
            }
            if (context.nowMillis >= nextTickMillis) {
                nextTickMillis = context.nowMillis + context.tickMillis();
                checkQuorum();
            }
        }
        if (broadcast != null) {
            broadcast.onTime();
        }
    }

    private void dropSilent() {
        for (LearnerHandler learner : List.copyOf(learners.all())) {
            if (context.nowMillis >= learner.deadlineMillis) {
                drop(learner, "nothing was heard of it for too long");
            } else if (context.nowMillis >= learner.owedUntilMillis(context.syncLimitMillis())) {
                drop(learner, "it has not acknowledged a proposal for syncLimit");
            }
        }
    }

    /** A leader that does not hear from a quorum may have been replaced already. */
    private void checkQuorum() {
        Set<Long> synced = new TreeSet<>();
        synced.add(context.sid());
        for (LearnerHandler learner : learners.all()) {
            if (learner.isSynced()) {
                synced.add(learner.sid);
            }
        }
        if (!context.view.verifier().isQuorum(synced)) {
            exit.leave(
                    "only " + synced + " of " + context.view.verifier().voters() + " are in touch, which is no quorum");
        }
    }

    @Override
    public long nextDeadlineMillis() {
        long next = Math.min(stageDeadlineMillis, Math.min(nextPingMillis, nextTickMillis));
        for (LearnerHandler learner : learners.all()) {
            long owed = learner.owedUntilMillis(context.syncLimitMillis());
            next = Math.min(next, Math.min(learner.deadlineMillis, owed));
        }
        return broadcast == null ? next : Math.min(next, broadcast.nextDeadlineMillis());
    }

    // ---- learners come and go

    @Override
    public void onLearnerOpened(long id, String address) {
        learners.add(new LearnerHandler(id, address, context.nowMillis + context.initLimitMillis()));
    }

    /** A long snapshot may take longer than initLimit as long as it gets on. */
    @Override
    public void onLearnerProgress(long id) {
        LearnerHandler learner = learners.get(id);
        if (learner != null && learner.phase == Phase.NEWLEADER) {
            learner.deadlineMillis = context.nowMillis + context.initLimitMillis();
            if (stage == Stage.SYNCHRONIZATION && isVoter(learner)) {
                stageDeadlineMillis = learner.deadlineMillis;
            }
        }
    }

    @Override
    public void onLogChecked(long id, String objection) {
        LearnerHandler learner = learners.get(id);
        if (learner != null && learner.phase == Phase.LOG) {
            dropIfRefused(learner, synchronizer.onLogChecked(learner, objection, epoch));
        }
    }

    @Override
    public void onLearnerClosed(long id) {
        LearnerHandler learner = learners.remove(id);
        if (learner != null && learner.info != null) {
            context.effects.tell("Lost " + learner);
            forget(learner);
        }
    }

    private void drop(LearnerHandler learner, String reason) {
        learners.remove(learner.id);
        forget(learner);
        context.effects.closeLearner(learner.id, reason);
        context.effects.tell("Closed the connection of " + learner + ": " + reason);
    }

    private void forget(LearnerHandler learner) {
        boolean connectedAnew =
                learners.all().stream().anyMatch(other -> other.info != null && other.sid == learner.sid);
        if (stage != Stage.BROADCAST && !connectedAnew && learner.sid != context.sid()) {
            quorum.remove(learner.sid);
        }
    }

    @Override
    public void onLearnerPacket(long id, QuorumPacket packet) {
        LearnerHandler learner = learners.get(id);
        if (learner == null) {
            return;
        }
        learner.heardMillis = context.nowMillis;
        if (learner.phase == Phase.STREAMING) {
            learner.deadlineMillis = context.nowMillis + context.syncLimitMillis();
        }
        try {
            switch (learner.phase) {
                case INFO -> onInfo(learner, packet);
                case ACKEPOCH -> onAckEpoch(learner, packet);
                default -> onStreamed(learner, packet);
            }
        } catch (MalformedRecordException e) {
            drop(learner, PacketType.name(packet.type()) + ": " + e.getMessage());
        }
    }

    private void onStreamed(LearnerHandler learner, QuorumPacket packet) {
        switch (packet.type()) {
            case PacketType.ACK -> onAck(learner, packet.zxid());
            case PacketType.PING -> onPing(learner, packet);
            case PacketType.REQUEST -> onRequest(learner, packet);
            case PacketType.REVALIDATE -> onRevalidate(learner, packet);
            default -> {
                // Other servers ignore what they do not know, and so may we.
            }
        }
    }

    // ---- discovery

    private void onInfo(LearnerHandler learner, QuorumPacket packet) {
        LearnerInfo info = Introduction.infoIn(packet);
        String refusal = Introduction.refusal(info, context);
        if (refusal == null && epochChosen && isOfAnotherHistory(info.sid(), packet)) {
            refusal = "it has the history of epoch " + context.claimedEpoch.applyAsLong(info.sid())
                    + ", which this ensemble never had: its data is of another ensemble, or a quorum has lost its own";
        }
        if (refusal == null) {
            refusal = learners.refusalOfNamesake(info.sid());
        }
        if (refusal != null) {
            drop(learner, refusal);
            return;
        }
        learners.olderOf(info.sid()).forEach(older -> drop(older, "server " + info.sid() + " has connected anew"));
        learner.info = info;
        learner.sid = info.sid();
        learner.observer = packet.type() == PacketType.OBSERVERINFO;
        learner.acceptedEpoch = Zxid.epoch(packet.zxid());
        learner.phase = Phase.EPOCH;
        if (epochChosen && learner.acceptedEpoch > epoch && isVoter(learner) && isPromiseOnly(learner)) {
            // It may not go back on that, so it could not follow for as long as we lead this epoch. Elsewhere it stays
            // out for ever.
            context.promisedElsewhere = learner.acceptedEpoch;
            exit.leave("server " + learner.sid + " has promised epoch " + learner.acceptedEpoch
                    + " to another leader, and cannot follow in epoch " + epoch);
        } else if (stage == Stage.DISCOVERY && !epochChosen) {
            epoch = Math.max(epoch, learner.acceptedEpoch + 1);
            addVoter(learner);
            discovered();
        } else if (epochStored) {
            sendEpoch(learner);
        }
    }

    /**
     * Whether a server has taken over the history of an epoch after ours. A quorum would have had to promise that epoch, and one of it
     * would have told us (spec: zab-protocol §4).
     */
    private boolean isOfAnotherHistory(long sid, QuorumPacket info) {
        return Zxid.epoch(info.zxid()) > epoch && context.claimedEpoch.applyAsLong(sid) > epoch;
    }

    /** Whether it is known that the server has promised a later epoch, but has the history of none. */
    private boolean isPromiseOnly(LearnerHandler learner) {
        long claimed = context.claimedEpoch.applyAsLong(learner.sid);
        return claimed >= 0 && claimed <= epoch;
    }

    private void addVoter(LearnerHandler learner) {
        if (isVoter(learner)) {
            quorum.add(learner.sid);
        }
    }

    private boolean isVoter(LearnerHandler learner) {
        return !learner.observer && context.view.isVoter(learner.sid);
    }

    private void discovered() {
        if (!epochChosen && context.view.committed().verifier().isQuorum(quorum)) {
            epochChosen = true;
            long chosen = epoch;
            context.disk.storeAcceptedEpoch(chosen, () -> context.acceptedEpoch = chosen, this::promised);
        }
    }

    private void promised() {
        epochStored = true;
        begin(Stage.HISTORY);
        for (LearnerHandler learner : List.copyOf(learners.all())) {
            if (learner.phase == Phase.EPOCH) {
                sendEpoch(learner);
            }
        }
        agreedOnHistory();
    }

    private void sendEpoch(LearnerHandler learner) {
        learner.phase = Phase.ACKEPOCH;
        learners.send(learner.id, Introduction.leaderInfo(epoch));
    }

    private void onAckEpoch(LearnerHandler learner, QuorumPacket packet) {
        if (packet.type() != PacketType.ACKEPOCH || packet.data() == null) {
            drop(learner, "it sent " + packet + " (expected: ACKEPOCH)");
            return;
        }
        learner.peerEpoch = JuteReader.of(packet.data()).readInt("ackEpoch.currentEpoch");
        learner.peerZxid = packet.zxid();
        learner.phase = Phase.HISTORY;
        if (stage != Stage.HISTORY) {
            bringUpToDate(learner);
            return;
        }
        if (learner.peerEpoch == -1) {
            return;
        }
        if (learner.peerEpoch > startEpoch || (learner.peerEpoch == startEpoch && learner.peerZxid > startZxid)) {
            String newer = "it has a newer history than we, zxid " + Zxid.toText(learner.peerZxid) + " of epoch "
                    + learner.peerEpoch + ", ours is zxid " + Zxid.toText(startZxid) + " of epoch " + startEpoch;
            if (designated && isVoter(learner)) {
                exit.leave("server " + learner.sid + " is to be elected: " + newer);
            } else {
                drop(learner, newer);
            }
            return;
        }
        addVoter(learner);
        agreedOnHistory();
    }

    private void agreedOnHistory() {
        if (!historyAgreed && context.view.committed().verifier().isQuorum(quorum)) {
            historyAgreed = true;
            context.disk.storeCurrentEpoch(epoch, () -> context.currentEpoch = epoch, this::synchronize);
        }
    }

    // ---- synchronization

    private void synchronize() {
        begin(Stage.SYNCHRONIZATION);
        boolean first = context.view.committed().version() == 0 && !context.view.isChanging();
        if (context.ensemble.reconfigEnabled() && first) {
            // From now on it takes precedence over the configurations of servers that never established theirs.
            context.changeView(
                    context.view.withLastSeen(context.view.committed().withVersion(Zxid.of(epoch, 0))));
        }
        for (LearnerHandler learner : List.copyOf(learners.all())) {
            if (learner.phase == Phase.HISTORY) {
                bringUpToDate(learner);
            }
        }
        established();
    }

    private void bringUpToDate(LearnerHandler learner) {
        if (broadcast != null) {
            broadcast.onSynchronizing(learner.sid);
        }
        dropIfRefused(learner, synchronizer.bringUpToDate(learner, epoch));
    }

    private void dropIfRefused(LearnerHandler learner, String refusal) {
        if (refusal != null) {
            drop(learner, refusal);
        }
    }

    private void onAck(LearnerHandler learner, long zxid) {
        if (learner.phase == Phase.NEWLEADER && zxid == Zxid.of(epoch, 0)) {
            learner.phase = Phase.SYNCED;
            if (stage == Stage.BROADCAST) {
                sendUpToDate(learner);
            } else {
                addVoter(learner);
                established();
            }
        } else if (Zxid.counter(zxid) != 0) {
            // Other servers may acknowledge a proposal before NEWLEADER (hazard S4); it counts all the same.
            learner.ackedZxid = Math.max(learner.ackedZxid, zxid);
            boolean owes = learner.ackedZxid < context.database.head().lastZxid();
            learner.owingSinceMillis = owes ? context.nowMillis : Long.MAX_VALUE;
            if (broadcast != null && !learner.observer) {
                broadcast.onAck(learner.sid, zxid);
            }
        }
    }

    private void established() {
        if (stage == Stage.SYNCHRONIZATION && context.view.verifier().isQuorum(quorum)) {
            serve();
        }
    }

    private void serve() {
        String supporters = quorum.toString();
        begin(Stage.BROADCAST);
        if (context.view.isChanging()) {
            context.changeView(EnsembleView.of(context.view.lastSeen()));
        }
        context.showConfig();
        context.database.replaceTree(context.database.committed().withZxid(Zxid.of(epoch, 0)));
        broadcast = new Broadcast(context, context.view.verifier(), learners);
        nextPingMillis = context.nowMillis;
        nextTickMillis = context.nowMillis + context.tickMillis();
        context.effects.tell(
                "Leading epoch " + epoch + " with servers " + supporters + " from zxid " + Zxid.toText(startZxid));
        boolean removed = !context.view.committed().isVoter(context.sid());
        if (!removed && context.ensemble.leaderServes()) {
            context.clients.serve(
                    context.database.committed(), context.clients.areHeldAt(startZxid) ? List.of() : null);
        } else if (!removed) {
            context.clients.release();
        }
        for (LearnerHandler learner : learners.all()) {
            if (learner.phase == Phase.SYNCED) {
                sendUpToDate(learner);
            }
        }
        if (removed) {
            // By a change of the leader before, which this one has completed (hazard S28). Nothing was asked of it yet.
            handOver("the ensemble has changed and this server is no voter of it any more");
        }
    }

    private void sendUpToDate(LearnerHandler learner) {
        learner.phase = Phase.STREAMING;
        learner.deadlineMillis = context.nowMillis + context.syncLimitMillis();
        boolean owes = !learner.observer && !context.database.pending().isEmpty();
        learner.owingSinceMillis = owes ? context.nowMillis : Long.MAX_VALUE;
        learners.send(learner.id, new QuorumPacket(PacketType.UPTODATE, -1, null));
    }

    // ---- broadcast

    private void onPing(LearnerHandler learner, QuorumPacket packet) {
        if (!learner.askedRounds.isEmpty()) {
            learner.answeredRound = learner.askedRounds.pollFirst();
        }
        if (broadcast != null) {
            broadcast.onHeard();
        }
        if (broadcast != null && packet.data() != null) {
            for (SessionTimeout session :
                    SessionTouches.read(JuteReader.of(packet.data())).sessions()) {
                broadcast.touch(session.sessionId(), session.timeoutMillis());
            }
        }
    }

    private void onRequest(LearnerHandler learner, QuorumPacket packet) {
        if (broadcast != null && packet.data() != null) {
            broadcast.onLearnerRequest(ForwardedRequest.read(
                    packet, context.ensemble.fieldBytesMax(), new Broadcast.LearnerOrigin(learner.id)));
        }
    }

    private void onRevalidate(LearnerHandler learner, QuorumPacket packet) {
        if (broadcast == null || packet.data() == null) {
            return;
        }
        SessionTimeout session = SessionTimeout.read(JuteReader.of(packet.data()));
        SessionValidity answer = new SessionValidity(session.sessionId(), broadcast.revalidate(session, learner.id));
        learners.send(learner.id, new QuorumPacket(PacketType.REVALIDATE, -1, answer.toBytes()));
    }

    @Override
    public void onRequests(List<Request> requests) {
        if (broadcast != null) {
            broadcast.onRequests(requests);
        }
    }

    @Override
    public void onReopen(Reopen reopen) {
        if (broadcast != null) {
            broadcast.onReopen(reopen);
        }
    }

    @Override
    public void onTouched(List<Long> sessionIds) {
        if (broadcast != null) {
            sessionIds.forEach(sessionId -> broadcast.touch(sessionId, 0));
        }
    }

    @Override
    public void onLogged() {
        if (broadcast != null) {
            broadcast.onAck(context.sid(), context.disk.loggedZxid());
        }
    }

    @Override
    public void flush() {
        if (broadcast != null) {
            broadcast.flush();
            if (broadcast.isDone() && !stopped) {
                handOver("epoch " + epoch + " has no zxids left");
            } else if (broadcast.hasHandedOver()) {
                long next = broadcast.successor();
                exit.leave("the ensemble has changed and server " + next + " is to lead it", next);
            }
        }
    }

    private void handOver(String reason) {
        learners.handOver();
        stopped = stopping;
        if (!stopping) {
            exit.handOver(reason);
        }
    }

    @Override
    public void onStop() {
        stopping = true;
        if (broadcast != null) {
            broadcast.close();
        }
    }

    @Override
    public boolean hasStopped() {
        return stopped || broadcast == null;
    }

    @Override
    public void end() {
        for (LearnerHandler learner : learners.all()) {
            context.effects.closeLearner(learner.id, "this server does not lead any more");
        }
    }

    // ---- what others ask

    @Override
    public ServerState state() {
        return ServerState.LEADING;
    }

    @Override
    public String phase() {
        return stage == Stage.HISTORY ? "discovery" : stage.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isServing() {
        return stage == Stage.BROADCAST;
    }

    /** Null before the broadcast. */
    Broadcast broadcast() {
        return broadcast;
    }

    List<QuorumStatus.LearnerStatus> learnerStatus() {
        return learners.status();
    }
}

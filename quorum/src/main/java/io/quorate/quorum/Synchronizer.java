package io.quorate.quorum;

import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.LearnerHandler.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Brings learners up to date: decides what each is sent, sends it, and lets it take part behind that (spec: zab-protocol §5.1). */
final class Synchronizer {
    private final PeerContext context;
    private final LearnerSet learners;

    Synchronizer(PeerContext context, LearnerSet learners) {
        this.context = context;
        this.learners = learners;
    }

    /**
     * Sends a learner what it lacks, and NEWLEADER behind it. From then on it is given what is proposed and committed. Before that the
     * log on disk may have to be looked at; then {@link #onLogChecked} goes on.
     *
     * @param epoch of the leader
     * @return why that is not done, and the learner is to be sent away; null if it is done
     */
    String bringUpToDate(LearnerHandler learner, long epoch) {
        LearnerSync sync = choose(learner);
        if (sync.first() == PacketType.SNAP && mayBeInLog(learner)) {
            learner.phase = Phase.LOG;
            learner.deadlineMillis = context.nowMillis + context.initLimitMillis();
            context.effects.checkLog(
                    learner.id,
                    learner.peerZxid,
                    context.database.history().baseZxid(),
                    context.ensemble.learners().logShare());
            return null;
        }
        return begin(learner, sync, epoch);
    }

    /** Goes on when the log has been looked at, with or without an objection to sending it. */
    String onLogChecked(LearnerHandler learner, String objection, long epoch) {
        // The history may have moved on meanwhile; the log has, too.
        LearnerSync sync = choose(learner);
        if (objection != null) {
            context.effects.tell("Not from the log on disk: " + objection);
        } else if (sync.first() == PacketType.SNAP && mayBeInLog(learner)) {
            sync = LearnerSync.fromLog(context.database.history());
        }
        return begin(learner, sync, epoch);
    }

    private LearnerSync choose(LearnerHandler learner) {
        long committedZxid = context.database.committed().lastZxid();
        return context.ensemble.learners().forceSnapshot()
                ? LearnerSync.snapshot(committedZxid)
                : LearnerSync.plan(context.database.history(), committedZxid, learner.peerZxid);
    }

    /** The log on disk holds whatever was committed, once it is durable here. */
    private boolean mayBeInLog(LearnerHandler learner) {
        long base = context.database.history().baseZxid();
        return !context.ensemble.learners().forceSnapshot()
                && context.ensemble.learners().logShare() >= 0
                && Zxid.counter(learner.peerZxid) != 0
                && learner.peerZxid < base
                && base <= context.disk.loggedZxid();
    }

    private String begin(LearnerHandler learner, LearnerSync sync, long epoch) {
        String refusal = refusal(learner, sync);
        if (refusal == null) {
            send(learner, sync, epoch);
        }
        return refusal;
    }

    /** Observers come later if there is much to be sent to others; the ensemble does not wait for them. */
    private String refusal(LearnerHandler learner, LearnerSync sync) {
        boolean snapshot = sync.first() == PacketType.SNAP;
        long busy = learners.all().stream()
                .filter(other -> other.phase == Phase.NEWLEADER && other.isSentSnapshot == snapshot)
                .count();
        int max = snapshot
                ? context.ensemble.learners().snapshotSyncsMax()
                : context.ensemble.learners().diffSyncsMax();
        return learner.observer && busy >= max
                ? busy + " learners are being sent " + (snapshot ? "snapshots" : "transactions")
                        + " already, and this one is an observer, which has to try again"
                : null;
    }

    private void send(LearnerHandler learner, LearnerSync sync, long epoch) {
        ZKDatabase database = context.database;
        if (sync.first() == PacketType.SNAP) {
            context.effects.sendSnapshot(learner.id, database.committed());
        } else {
            learners.send(learner.id, new QuorumPacket(sync.first(), sync.zxid(), null));
        }
        if (sync.loggedThrough() != 0) {
            context.effects.sendLog(learner.id, learner.peerZxid, sync.loggedThrough());
        }
        List<QuorumPacket> packets = new ArrayList<>();
        for (Proposal proposal : sync.rest()) {
            packets.add(LearnerSet.proposal(proposal));
            packets.add(LearnerSet.commit(proposal));
        }
        if (!learner.observer) {
            for (Proposal proposal : database.pending()) {
                packets.add(LearnerSet.proposal(proposal));
            }
        }
        String config = context.view.lastSeen().toText();
        packets.add(new QuorumPacket(PacketType.NEWLEADER, Zxid.of(epoch, 0), config.getBytes(StandardCharsets.UTF_8)));
        context.effects.toLearners(List.of(learner.id), packets);
        context.effects.tell("Bringing " + learner + " up to date from " + Zxid.toText(learner.peerZxid) + ": "
                + PacketType.name(sync.first()) + " " + Zxid.toText(sync.zxid())
                + (sync.loggedThrough() == 0 ? "" : ", the log through " + Zxid.toText(sync.loggedThrough()))
                + " and " + sync.rest().size() + " transactions");
        learner.phase = Phase.NEWLEADER;
        learner.isSentSnapshot = sync.first() == PacketType.SNAP;
        learner.deadlineMillis = context.nowMillis + context.initLimitMillis();
        learners.regroup();
    }
}

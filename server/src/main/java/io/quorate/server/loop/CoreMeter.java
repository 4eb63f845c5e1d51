package io.quorate.server.loop;

import io.quorate.election.ServerState;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Spread;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Measures the protocol core from outside, by what goes in and what comes out of it: how long from a proposal to its commit, from the
 * loss of a leader to the next. Belongs to the core's thread; every time is told, in ns of the monotonic clock or ms of the wall clock.
 */
final class CoreMeter implements AckTimes.Proposals {
    /** Proposals that are remembered until they are acknowledged and committed; of older ones nothing is measured. */
    private static final int REMEMBERED = 1 << 13;

    /** Where the time stands in the header with which a transaction begins: behind client id, cxid and zxid. */
    private static final int TIME_OFFSET = Long.BYTES + Integer.BYTES + Long.BYTES;

    private final Meters meters = new Meters();
    private final Histogram propagation = meters.histogram(Spread.PROPAGATION);
    private final Histogram quorumAck = meters.histogram(Spread.QUORUM_ACK);

    /** By the number of the proposal, modulo {@link #REMEMBERED}: its zxid, when it was appended, and the time in its header. */
    private final long[] zxids = new long[REMEMBERED];

    private final long[] appendedNanos = new long[REMEMBERED];
    private final long[] headerMillis = new long[REMEMBERED];
    private long appended;
    private long committed;
    private long acknowledged;

    private final WriteBytes written = new WriteBytes(meters);
    private final AckTimes acks = new AckTimes(meters);

    private final Set<Long> sentSnapshots = new HashSet<>();
    private final Set<Long> sentDiffs = new HashSet<>();

    private boolean learns;
    private boolean looking;
    private long lookingSinceNanos;
    private long unavailableSinceNanos;
    private boolean begunToServe;

    CoreMeter(long nowNanos) {
        this.unavailableSinceNanos = nowNanos;
        this.lookingSinceNanos = nowNanos;
    }

    /** A copy that may leave the thread. */
    Meters.Report report() {
        return meters.report();
    }

    // ---- requests

    /** A batch of requests was prepared, or sent on to the leader. */
    void prepared(int requests, long handedOverNanos, long begunNanos, long endNanos) {
        meters.add(Count.PREP_QUEUED, requests);
        meters.record(Spread.PREP_QUEUE_SIZE, requests);
        meters.histogram(Spread.PREP_QUEUE_TIME).record((begunNanos - handedOverNanos) / 1_000, requests);
        if (!learns) {
            meters.histogram(Spread.PREP_TIME).record((endNanos - begunNanos) / 1_000 / requests, requests);
        }
    }

    // ---- transactions

    void appended(List<Proposal> proposals, long nowNanos) {
        for (Proposal proposal : proposals) {
            int at = (int) (appended % REMEMBERED);
            zxids[at] = proposal.zxid();
            appendedNanos[at] = nowNanos;
            headerMillis[at] = proposal.entry().header().time();
            appended++;
        }
    }

    void published(List<Proposal> proposals, long nowNanos, long wallMillis) {
        meters.add(Count.COMMITS_QUEUED, proposals.size());
        if (!learns) {
            meters.add(Count.COMMITS, proposals.size());
        }
        committed = Math.max(committed, appended - REMEMBERED);
        for (Proposal proposal : proposals) {
            long late = wallMillis - proposal.entry().header().time();
            propagation.record(late);
            written.count(proposal);
            if (learns) {
                meters.record(Spread.COMMIT_PROPAGATION, late);
            }
            committed = find(committed, proposal.zxid());
            if (!learns && committed < appended && zxids[(int) (committed % REMEMBERED)] == proposal.zxid()) {
                quorumAck.record((nowNanos - appendedNanos[(int) (committed % REMEMBERED)]) / 1_000);
            }
        }
    }

    /** The number of the first proposal from one on that is not older than a zxid; there may be none. */
    private long find(long from, long zxid) {
        long at = from;
        while (at < appended && zxids[(int) (at % REMEMBERED)] < zxid) {
            at++;
        }
        return at;
    }

    @Override
    public long next() {
        return appended;
    }

    @Override
    public long oldest() {
        return Math.max(0, appended - REMEMBERED);
    }

    @Override
    public long zxid(long number) {
        return zxids[(int) (number % REMEMBERED)];
    }

    @Override
    public long madeNanos(long number) {
        return appendedNanos[(int) (number % REMEMBERED)];
    }

    /** The own log has everything up to there. */
    void logged(long zxid, long nowNanos) {
        acks.logged(zxid, this, nowNanos);
    }

    // ---- learner

    void learns(boolean nowLearns) {
        learns = nowLearns;
        if (nowLearns) {
            acks.stops();
            looking = false;
        }
    }

    void fromLeader(QuorumPacket packet, long wallMillis) {
        switch (packet.type()) {
            case PacketType.PROPOSAL -> {
                meters.add(Count.LEARNER_PROPOSALS);
                if (packet.data() != null && packet.data().length >= TIME_OFFSET + Long.BYTES) {
                    long made = ByteBuffer.wrap(packet.data()).getLong(TIME_OFFSET);
                    meters.record(Spread.PROPOSAL_LATENCY, wallMillis - made);
                }
            }
            case PacketType.COMMIT,
                    PacketType.COMMITANDACTIVATE,
                    PacketType.INFORM,
                    PacketType.INFORMANDACTIVATE -> meters.add(Count.LEARNER_COMMITS);
            default -> {
                // Nobody asks how many.
            }
        }
    }

    void toLeader(QuorumPacket packet, long wallMillis) {
        if (packet.type() == PacketType.REVALIDATE) {
            meters.add(Count.REVALIDATES);
        } else if (packet.type() == PacketType.ACK) {
            acknowledged = find(Math.max(acknowledged, appended - REMEMBERED), packet.zxid());
            int at = (int) (acknowledged % REMEMBERED);
            if (acknowledged < appended && zxids[at] == packet.zxid()) {
                meters.record(Spread.ACK_CREATION, wallMillis - headerMillis[at]);
            }
        }
    }

    // ---- learners of this server

    void toLearners(List<Long> learners, List<QuorumPacket> packets) {
        for (QuorumPacket packet : packets) {
            if (packet.type() == PacketType.DIFF) {
                for (long learner : learners) {
                    meters.add(Count.DIFFS);
                    sentDiffs.add(learner);
                    meters.record(Spread.INFLIGHT_DIFFS, sentDiffs.size());
                }
            } else if (packet.type() == PacketType.UPTODATE) {
                learners.forEach(this::noLongerSynced);
            }
        }
    }

    void fromLearner(long learner, QuorumPacket packet, long nowNanos) {
        acks.fromLearner(learner, packet, this, nowNanos);
    }

    void snapshotTo(long learner) {
        meters.add(Count.SNAPS);
        sentSnapshots.add(learner);
        meters.record(Spread.INFLIGHT_SNAPS, sentSnapshots.size());
    }

    void learnerGone(long learner) {
        acks.learnerGone(learner);
        noLongerSynced(learner);
    }

    private void noLongerSynced(long learner) {
        if (sentSnapshots.remove(learner)) {
            meters.record(Spread.INFLIGHT_SNAPS, sentSnapshots.size());
        }
        if (sentDiffs.remove(learner)) {
            meters.record(Spread.INFLIGHT_DIFFS, sentDiffs.size());
        }
    }

    // ---- from leader to leader

    void notified(Notification notification, long nowNanos) {
        boolean looks = notification.state() == ServerState.LOOKING.code();
        if (looks && !looking) {
            meters.add(Count.LOOKING);
            lookingSinceNanos = nowNanos;
        }
        looking = looks;
    }

    void stopsServing(long nowNanos) {
        acks.stops();
        unavailableSinceNanos = nowNanos;
        lookingSinceNanos = nowNanos;
    }

    void serves() {
        looking = false;
        begunToServe = true;
    }

    /** Whether there is something to be told with {@link #served}. */
    boolean hasBegunToServe() {
        return begunToServe;
    }

    /** What the server is since it began to serve. */
    void served(QuorumStatus status, long nowNanos) {
        begunToServe = false;
        if (status == null || status.readOnly()) {
            return;
        }
        long unavailableMillis = (nowNanos - unavailableSinceNanos) / 1_000_000;
        meters.record(Spread.UNAVAILABLE_TIME, unavailableMillis);
        meters.record(Spread.ELECTION_TIME, status.electionMillis());
        long syncMillis = (nowNanos - lookingSinceNanos) / 1_000_000 - status.electionMillis();
        switch (status.state()) {
            case LEADING -> {
                acks.leads(status.leaderSid(), this);
                meters.record(Spread.LEADER_UNAVAILABLE_TIME, unavailableMillis);
            }
            case FOLLOWING -> meters.record(Spread.FOLLOWER_SYNC_TIME, syncMillis);
            case OBSERVING -> meters.record(Spread.OBSERVER_SYNC_TIME, syncMillis);
            case LOOKING -> {
                // It has left again.
            }
        }
    }
}

package io.quorate.quorum;

import io.quorate.ensemble.MajorityQuorum;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.Prepared;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The role that turns requests into proposals, gives each the next zxid, and commits it once a quorum has it on disk
 * (spec: zab-protocol §8). Driven by {@link QuorumPeer}.
 */
final class Leader {
    private static final long COUNTER_MAX = 0xffffffffL;

    private final PeerOptions options;
    private final PrepRequestProcessor prep;
    private final Effects effects;
    private final ZKDatabase database;
    private final SessionTracker sessions;
    private final SessionIds sessionIds;
    private final ContainerManager containers;
    private final SnapshotPolicy snapshots;
    private final AckTracker acks;
    private final ProposalSizes sizes = new ProposalSizes();
    private final DigestHistory digests = new DigestHistory();
    private final ArrayDeque<Proposal> outstanding = new ArrayDeque<>();
    private final ArrayDeque<WaitingSync> waitingSyncs = new ArrayDeque<>();
    private long nowMillis;
    private long expiredSessions;

    private record WaitingSync(long zxid, Request request) {}

    Leader(
            PeerOptions options,
            PrepRequestProcessor prep,
            DataTree recovered,
            Effects effects,
            RandomGenerator random,
            long nowMillis,
            long wallMillis) {
        this.options = options;
        this.prep = prep;
        this.effects = effects;
        this.database = new ZKDatabase(recovered);
        this.sessions = new SessionTracker(options.tickMillis());
        this.sessionIds = new SessionIds(options.sid(), wallMillis);
        this.containers = new ContainerManager(options, nowMillis);
        this.snapshots = new SnapshotPolicy(options.snapCount(), options.snapSizeBytes(), random);
        this.acks = new AckTracker(new MajorityQuorum(List.of(options.sid())), recovered.lastZxid());
        this.nowMillis = nowMillis;
        for (long sessionId : recovered.sessions()) {
            sessions.track(sessionId, recovered.sessionTimeout(sessionId), nowMillis);
        }
    }

    void onTime(long newNowMillis, long wallMillis) {
        nowMillis = newNowMillis;
        if (nowMillis >= nextDeadlineMillis()) {
            List<Request> requests = new ArrayList<>(containers.poll(database.committed(), nowMillis, wallMillis));
            for (long sessionId : sessions.expire(nowMillis)) {
                expiredSessions++;
                requests.add(new Request(sessionId, 0, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, List.of(), null));
            }
            propose(requests, wallMillis);
        }
    }

    long nextDeadlineMillis() {
        return Math.min(sessions.nextDeadlineMillis(), containers.nextDeadlineMillis());
    }

    void onRequests(List<Request> requests, long now, long wallMillis) {
        List<Request> accepted = new ArrayList<>(requests.size());
        for (Request request : requests) {
            if (request.opCode() == OpCode.CREATE_SESSION) {
                accepted.add(request.withSession(unusedSessionId()));
            } else if (!sessions.touch(request.sessionId(), now)) {
                // Expired or being closed: the commit of that closes the connection, which answers everything on it.
                continue;
            } else if (request.opCode() == OpCode.SYNC) {
                propose(accepted, wallMillis);
                accepted.clear();
                onSync(request);
            } else {
                if (request.opCode() == OpCode.CLOSE_SESSION) {
                    sessions.markClosing(request.sessionId());
                }
                accepted.add(request);
            }
        }
        propose(accepted, wallMillis);
    }

    void onReopen(Reopen reopen, long now) {
        boolean valid =
                SessionPassword.matches(reopen.sessionId(), reopen.password()) && sessions.isLive(reopen.sessionId());
        if (valid) {
            sessions.track(reopen.sessionId(), reopen.timeoutMillis(), now);
        }
        effects.reopened(reopen, valid);
    }

    void onTouched(List<Long> sessionIdsTouched, long now) {
        for (long sessionId : sessionIdsTouched) {
            sessions.touch(sessionId, now);
        }
    }

    void onLogged(long zxid, long now) {
        acks.acked(options.sid(), zxid);
        long committable = acks.quorumZxid();
        List<Proposal> committed = new ArrayList<>();
        while (!outstanding.isEmpty() && outstanding.peekFirst().zxid() <= committable) {
            Proposal proposal = outstanding.pollFirst();
            database.commit(proposal);
            digests.committed(proposal.after());
            trackSession(proposal, now);
            committed.add(proposal);
            if (!waitingSyncs.isEmpty() && waitingSyncs.peekFirst().zxid() <= proposal.zxid()) {
                // What was proposed after a sync must not be told before its answer: it may be of the same session.
                effects.publish(committed);
                committed = new ArrayList<>();
                answerSyncs();
            }
        }
        if (!committed.isEmpty()) {
            effects.publish(committed);
        }
        if (snapshots.isDue()) {
            snapshots.saving();
            effects.rollLog();
            effects.saveSnapshot(database.committed());
        }
    }

    void onSnapshotSaved() {
        snapshots.saved();
    }

    DataTree committed() {
        return database.committed();
    }

    PeerStatus status() {
        List<PeerStatus.SessionDeadline> deadlines = new ArrayList<>();
        for (Map.Entry<Long, ? extends Iterable<Long>> bucket :
                sessions.byDeadline().entrySet()) {
            List<Long> ids = new ArrayList<>();
            bucket.getValue().forEach(ids::add);
            deadlines.add(new PeerStatus.SessionDeadline(bucket.getKey(), List.copyOf(ids)));
        }
        return new PeerStatus(
                database.committed(),
                database.head().lastZxid(),
                outstanding.size(),
                sizes.last(),
                sizes.min(),
                sizes.max(),
                List.copyOf(deadlines),
                sizes.count(),
                expiredSessions,
                digests.toList(),
                nowMillis,
                null);
    }

    private void propose(List<Request> requests, long wallMillis) {
        if (requests.isEmpty()) {
            return;
        }
        List<Proposal> proposals = new ArrayList<>(requests.size());
        for (Request request : requests) {
            proposals.add(propose(request, wallMillis));
        }
        effects.append(proposals);
    }

    private Proposal propose(Request request, long wallMillis) {
        Prepared prepared = prep.prepare(
                database.head(),
                request.sessionId(),
                request.cxid(),
                request.opCode(),
                request.body(),
                request.authIds(),
                nextZxid(),
                wallMillis);
        TxnEntry entry = new TxnEntry(prepared.header(), prepared.txn(), prepared.digest());
        Proposal proposal = new Proposal(entry, entry.encode(), prepared.applied(), request);
        database.propose(proposal);
        outstanding.addLast(proposal);
        snapshots.logged(proposal.bytes().length);
        sizes.add(proposal.bytes().length);
        return proposal;
    }

    private long nextZxid() {
        long last = database.head().lastZxid();
        if (Zxid.counter(last) == COUNTER_MAX) {
            // A counter of 0 is never a transaction. Whoever is a quorum alone may begin the next epoch without asking.
            return Zxid.of(Zxid.epoch(last) + 1, 1);
        }
        return last + 1;
    }

    private void answerSyncs() {
        while (!waitingSyncs.isEmpty()
                && waitingSyncs.peekFirst().zxid() <= database.committed().lastZxid()) {
            effects.synced(waitingSyncs.pollFirst().request());
        }
    }

    private void onSync(Request request) {
        if (outstanding.isEmpty()) {
            effects.synced(request);
        } else {
            waitingSyncs.addLast(new WaitingSync(database.head().lastZxid(), request));
        }
    }

    private void trackSession(Proposal proposal, long now) {
        int type = proposal.entry().header().type();
        long sessionId = proposal.entry().header().clientId();
        if (type == OpCode.CREATE_SESSION) {
            int timeoutMillis = proposal.after().sessionTimeout(sessionId);
            sessions.track(sessionId, timeoutMillis, now);
        } else if (type == OpCode.CLOSE_SESSION) {
            sessions.remove(sessionId);
        }
    }

    private long unusedSessionId() {
        long id = sessionIds.next();
        while (database.head().hasSession(id)) {
            id = sessionIds.next();
        }
        return id;
    }
}

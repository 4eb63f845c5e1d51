package io.quorate.quorum;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumServer;
import io.quorate.ensemble.QuorumVerifier;
import io.quorate.ensemble.Reconfiguration;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.quorum.SessionTimeout;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.Prepared;
import io.quorate.tree.request.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a leader does once its ensemble has agreed on the past: turns requests into proposals, gives each the next zxid, and commits
 * it when a quorum has it on disk (spec: zab-protocol §8). Keeps the sessions of the whole ensemble.
 */
final class Broadcast {
    /** The owner of the sessions of this server's own clients, where a learner's number stands for those of others. */
    private static final long OWN_CLIENTS = Long.MIN_VALUE;

    private final PeerContext context;
    private final Audience audience;
    private final SessionTracker sessions;
    private final RecentlyEnded ended = new RecentlyEnded();
    private final LocalSessions locals;
    private final ContainerManager containers;
    private final AckTracker acks;
    private final ArrayDeque<WaitingSync> waitingSyncs = new ArrayDeque<>();
    private final List<Request> accepted = new ArrayList<>();
    private boolean acked;
    private boolean heard;
    /** Whether nothing is proposed any more. */
    private boolean closed;
    /** Who leads the ensemble that was just activated, if that is another server. */
    private long successor = RoleExit.ANYBODY;

    private long expiredSessions;

    /**
     * A sync that waits.
     *
     * @param zxid what has to be committed before
     * @param round the sign of life that a quorum has to have given
     */
    private record WaitingSync(long zxid, long round, Request request) {}

    /** The learners who are told. */
    interface Audience {
        /** Followers are to log these. */
        void proposed(List<Proposal> proposals);

        /** These are committed, in order. */
        void committed(List<Proposal> proposals);

        /** This reconfiguration is committed and in force. */
        void activated(Proposal reconfig, long designatedLeader);

        /** This server and the followers that serve, but for those that are to be observers. */
        Set<Long> inSync();

        /** A sync of a learner has come to its end; true if it was one of a learner. */
        boolean synced(Request sync);

        /** Asks the followers for a sign of life, before anything that is proposed from now on; the number of that round. */
        long askQuorum();

        /** Whether a quorum has given the sign of life of this round, counting who sent the request. */
        boolean heardSince(long round, Request request);

        /** Sends what was asked for. */
        void flush();
    }

    /** The way of a request that came from a learner. */
    record LearnerOrigin(long learner) {}

    /** Everything that the database holds is committed. */
    Broadcast(PeerContext context, QuorumVerifier verifier, Audience audience) {
        this.context = context;
        this.audience = audience;
        this.sessions = new SessionTracker(context.options.tickMillis());
        this.locals = LocalSessions.of(context);
        this.containers = new ContainerManager(context.options, context.nowMillis);
        this.acks = new AckTracker(verifier, context.database.committed().lastZxid());
        for (long sessionId : context.database.committed().sessions()) {
            int made = context.database.committed().sessionTimeout(sessionId);
            // The session may have moved on since it was here, with another timeout: its server says so soon.
            int agreed = Math.max(made, context.clients.timeouts().getOrDefault(sessionId, made));
            sessions.track(sessionId, agreed, context.nowMillis);
        }
    }

    void onTime() {
        locals.onTime();
        if (!closed && context.nowMillis >= nextDeadlineMillis()) {
            accepted.addAll(containers.poll(context.database.committed(), context.nowMillis, context.wallMillis));
            for (long sessionId : sessions.expire(context.nowMillis)) {
                expiredSessions++;
                accepted.add(new Request(sessionId, 0, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, List.of(), null));
            }
        }
    }

    long nextDeadlineMillis() {
        long ofSessions = Math.min(sessions.nextDeadlineMillis(), locals.nextDeadlineMillis());
        return closed ? Long.MAX_VALUE : Math.min(ofSessions, containers.nextDeadlineMillis());
    }

    // ---- requests

    /** Takes requests of this server's clients. */
    void onRequests(List<Request> requests) {
        for (Request request : requests) {
            if (request.opCode() == OpCode.CREATE_SESSION) {
                if (locals.isEnabled()) {
                    locals.open(request);
                } else {
                    onRequest(request.withSession(context.unusedSessionId()));
                }
            } else if (locals.touch(request.sessionId())) {
                onLocalRequest(request);
            } else if (sessions.touch(request.sessionId(), context.nowMillis)) {
                onRequest(request);
            }
            // Else expired or being closed: the commit of that closes the connection, which answers everything on it.
        }
    }

    private void onLocalRequest(Request request) {
        if (request.opCode() == OpCode.CLOSE_SESSION) {
            locals.close(request);
            return;
        }
        if (locals.isTooMuchFor(request) && locals.mayUpgrade()) {
            onRequest(locals.upgrade(request));
        }
        onRequest(request);
    }

    /** Takes a request of a learner, which waits for a transaction whatever becomes of it. */
    void onLearnerRequest(Request request) {
        sessions.touch(request.sessionId(), context.nowMillis);
        onRequest(request);
    }

    private void onRequest(Request request) {
        if (closed) {
            // Whoever asked either asks the next leader or loses the connection.
            return;
        }
        if (request.opCode() == OpCode.SYNC) {
            // The sync's place is behind everything that came before it.
            propose();
            onSync(request);
        } else {
            accepted.add(request);
            if (request.opCode() == OpCode.CREATE_SESSION) {
                // What its client has asked behind may be here already, if it had a local session so far.
                int timeoutMillis = ((CreateSessionRequest) request.body()).timeout();
                sessions.track(request.sessionId(), timeoutMillis, context.nowMillis);
                sessions.own(request.sessionId(), owner(request));
            } else if (request.opCode() == OpCode.CLOSE_SESSION && !isOwnedByOther(request)) {
                sessions.markClosing(request.sessionId());
            }
        }
    }

    /**
     * A sync is answered when everything proposed before it is committed, and when a quorum has followed this leader at a time after
     * it was asked: a leader that was replaced without knowing would answer with the past (hazards S26, F4). Signs of life are asked
     * for before later proposals, on the same connections; so whatever is proposed later is committed later than the sync is answered.
     */
    private void onSync(Request request) {
        waitingSyncs.addLast(new WaitingSync(context.database.head().lastZxid(), audience.askQuorum(), request));
        heard = true;
    }

    /** A follower has given a sign of life. */
    void onHeard() {
        heard |= !waitingSyncs.isEmpty();
    }

    private void answer(Request sync) {
        if (!audience.synced(sync)) {
            context.effects.synced(sync);
        }
    }

    void onReopen(Reopen reopen) {
        boolean proved = context.options.passwords().matches(reopen.sessionId(), reopen.password());
        if (proved && locals.reopen(reopen)) {
            return;
        }
        boolean valid = proved && sessions.isLive(reopen.sessionId());
        if (valid) {
            sessions.track(reopen.sessionId(), reopen.timeoutMillis(), context.nowMillis);
            sessions.own(reopen.sessionId(), OWN_CLIENTS);
            context.clients.timeouts().put(reopen.sessionId(), reopen.timeoutMillis());
        }
        context.effects.reopened(reopen, valid);
    }

    /** A learner's client wants to go on with its session; true if it may. */
    boolean revalidate(SessionTimeout session, long learner) {
        boolean valid = sessions.isLive(session.sessionId());
        if (valid) {
            sessions.track(session.sessionId(), session.timeoutMillis(), context.nowMillis);
            sessions.own(session.sessionId(), learner);
        }
        return valid;
    }

    /**
     * A session of this server's clients, or of a learner's, was heard of.
     *
     * @param timeoutMillis what its client has agreed on, if the learner says so; else 0
     */
    void touch(long sessionId, int timeoutMillis) {
        if (locals.touch(sessionId) || !sessions.touch(sessionId, context.nowMillis)) {
            return;
        }
        if (timeoutMillis > 0 && timeoutMillis != sessions.timeoutMillis(sessionId)) {
            sessions.track(sessionId, timeoutMillis, context.nowMillis);
        }
    }

    // ---- the end

    /** Proposes nothing any more; what was proposed is still committed. */
    void close() {
        closed = true;
        accepted.clear();
    }

    /** Whether nothing is proposed any more, and everything that was is committed. */
    boolean isDone() {
        return closed && context.database.pending().isEmpty();
    }

    // ---- proposals

    /** Proposes what was accepted and commits what a quorum has, so that a batch of inputs costs one message to each. */
    void flush() {
        audience.flush();
        propose();
        if (heard) {
            heard = false;
            answerSyncs();
        }
        if (acked) {
            acked = false;
            commitTo(acks.quorumZxid());
        }
    }

    private void propose() {
        if (accepted.isEmpty()) {
            return;
        }
        List<Proposal> proposals = new ArrayList<>(accepted.size());
        for (Request request : accepted) {
            if (isExhaustedAfter(context.database.head().lastZxid())) {
                close();
                break;
            }
            proposals.add(propose(request));
        }
        accepted.clear();
        if (!proposals.isEmpty()) {
            // To the followers first: their disks work beside ours.
            audience.proposed(proposals);
            context.disk.append(proposals);
        }
    }

    private Proposal propose(Request request) {
        long zxid = nextZxid();
        Prepared prepared = prepare(request, zxid);
        TxnEntry entry = new TxnEntry(prepared.header(), prepared.txn(), prepared.digest());
        Proposal proposal = new Proposal(entry, entry.encode(), prepared.applied(), request);
        if (prepared.header().type() == OpCode.CLOSE_SESSION) {
            sessions.markClosed(request.sessionId());
        }
        context.database.propose(proposal);
        context.logged(proposal);
        if (prepared.header().type() == OpCode.RECONFIG) {
            context.changeView(context.view.withLastSeen(ConfigNode.read(prepared.txn())));
            acks.change(context.view.verifier(), zxid);
        }
        return proposal;
    }

    private Prepared prepare(Request request, long zxid) {
        ErrorCode refusal = refusal(request);
        if (refusal != ErrorCode.OK) {
            return PrepRequestProcessor.refuse(
                    context.database.head(), request.sessionId(), request.cxid(), refusal, zxid, context.wallMillis);
        }
        if (request.opCode() == OpCode.RECONFIG && context.ensemble != null) {
            return prepareReconfig(request, zxid);
        }
        return context.prep.prepare(
                context.database.head(),
                request.sessionId(),
                statusOf(request),
                request.cxid(),
                request.opCode(),
                request.body(),
                request.authIds(),
                zxid,
                context.wallMillis);
    }

    private Prepared prepareReconfig(Request request, long zxid) {
        Reconfiguration.Outcome outcome = Reconfiguration.plan(
                (ReconfigRequest) request.body(),
                context.view,
                context.ensemble.standaloneEnabled(),
                audience.inSync(),
                zxid);
        ErrorCode refusal = ErrorCode.OK;
        byte[] text = null;
        if (outcome instanceof Reconfiguration.Refused refused) {
            refusal = refused.refusal().errorCode();
            context.effects.tell("Refused a reconfiguration: " + refused.detail());
        } else if (outcome instanceof Reconfiguration.Accepted accepted) {
            text = accepted.next().toText().getBytes(StandardCharsets.UTF_8);
        }
        return context.prep.reconfig(
                context.database.head(),
                request.sessionId(),
                statusOf(request),
                request.cxid(),
                refusal,
                text,
                request.authIds(),
                zxid,
                context.wallMillis);
    }

    /** Why the request is refused before it is looked at; OK if it is not. */
    private ErrorCode refusal(Request request) {
        if (request.body() == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        // A close that was on its way while the client moved on must not end the session that it has now (hazard S29).
        return request.opCode() == OpCode.CLOSE_SESSION && isOwnedByOther(request)
                ? ErrorCode.SESSION_MOVED
                : ErrorCode.OK;
    }

    private boolean isOwnedByOther(Request request) {
        return request.origin() != null && sessions.isOwnedByOther(request.sessionId(), owner(request));
    }

    private SessionStatus statusOf(Request request) {
        boolean byServer = request.origin() == null;
        boolean aboutSession = request.opCode() == OpCode.CREATE_SESSION || request.opCode() == OpCode.CLOSE_SESSION;
        if (byServer || aboutSession) {
            return SessionStatus.GLOBAL;
        }
        SessionStatus local = sessions.isTracked(request.sessionId()) ? null : localStatusOf(request);
        return local == null ? sessions.statusOf(request.sessionId(), owner(request)) : local;
    }

    /** Of a session that is no global one; null if it is none at all, as far as can be known (spec: client-protocol §10). */
    private SessionStatus localStatusOf(Request request) {
        long sessionId = request.sessionId();
        if (!(request.origin() instanceof LearnerOrigin)) {
            return locals.statusOf(sessionId);
        }
        boolean elsewhere = SessionIds.serverOf(sessionId) != SessionIds.serverBits(context.sid());
        return locals.isEnabled() && elsewhere && !ended.contains(sessionId) ? SessionStatus.LOCAL : null;
    }

    private static long owner(Request request) {
        return request.origin() instanceof LearnerOrigin origin ? origin.learner() : OWN_CLIENTS;
    }

    private long nextZxid() {
        long last = context.database.head().lastZxid();
        // Whoever is a quorum alone may begin the next epoch without asking.
        return Zxid.counter(last) == EnsembleOptions.COUNTER_END ? Zxid.of(Zxid.epoch(last) + 1, 1) : last + 1;
    }

    private boolean isExhaustedAfter(long zxid) {
        return context.ensemble != null && Zxid.counter(zxid) >= context.ensemble.counterEnd() - 1;
    }

    // ---- acknowledgements

    /** A server is brought up to date, and may be told to drop what is not committed, before it is given that again. */
    void onSynchronizing(long sid) {
        acks.cutBack(sid, context.database.committed().lastZxid());
    }

    /** A server has logged everything up to a zxid. */
    void onAck(long sid, long zxid) {
        acks.acked(sid, zxid);
        acked = true;
    }

    private void commitTo(long committable) {
        List<Proposal> committed = new ArrayList<>();
        ArrayDeque<Proposal> pending = context.database.pending();
        while (!pending.isEmpty() && pending.peekFirst().zxid() <= committable) {
            if (!waitingSyncs.isEmpty()
                    && waitingSyncs.peekFirst().zxid() < pending.peekFirst().zxid()) {
                tell(committed);
                committed = new ArrayList<>();
                answerSyncsBefore(pending.peekFirst().zxid());
            }
            Proposal proposal = context.commit();
            track(proposal);
            if (proposal.entry().header().type() == OpCode.RECONFIG) {
                tell(committed);
                committed = new ArrayList<>();
                activate(proposal);
                if (hasHandedOver()) {
                    break;
                }
                continue;
            }
            committed.add(proposal);
        }
        tell(committed);
        answerSyncs();
        context.snapshotIfDue();
    }

    /** The next configuration is in force, and who leads it may be another one (spec: zab-protocol §10). */
    private void activate(Proposal reconfig) {
        long designated = designatedLeader(reconfig.zxid());
        context.changeView(EnsembleView.of(context.view.lastSeen()));
        acks.changed(context.view.verifier());
        audience.activated(reconfig, designated);
        context.effects.publish(List.of(reconfig));
        context.effects.tell("The ensemble is now " + context.view.committed());
        answerSyncs();
        if (designated != context.sid()) {
            successor = designated;
        }
    }

    /** This server if the next configuration has it as a voter at its address; else who has most of what is proposed. */
    private long designatedLeader(long zxid) {
        Ensemble next = context.view.lastSeen();
        QuorumServer here = context.view.committed().member(context.sid());
        if (next.isVoter(context.sid())
                && here != null
                && here.quorumAddresses().equals(next.member(context.sid()).quorumAddresses())) {
            return context.sid();
        }
        long best = context.sid();
        long bestAcked = Long.MIN_VALUE;
        for (long voter : next.voters()) {
            long acked = acks.ackedBy(voter);
            if (voter != context.sid() && acked >= zxid && acked > bestAcked) {
                best = voter;
                bestAcked = acked;
            }
        }
        return best;
    }

    /**
     * What was proposed after a sync must not be told before its answer: it may be of the same session. And whoever has logged it
     * followed us after the sync was asked, even if it came too late to be asked for a sign of life.
     */
    private void answerSyncsBefore(long zxid) {
        while (!waitingSyncs.isEmpty() && waitingSyncs.peekFirst().zxid() < zxid) {
            answer(waitingSyncs.pollFirst().request());
        }
    }

    private void tell(List<Proposal> committed) {
        if (!committed.isEmpty()) {
            audience.committed(committed);
            context.effects.publish(committed);
        }
    }

    private void answerSyncs() {
        while (!waitingSyncs.isEmpty() && isDue(waitingSyncs.peekFirst())) {
            answer(waitingSyncs.pollFirst().request());
        }
    }

    private boolean isDue(WaitingSync sync) {
        boolean committed = context.database.pending().isEmpty()
                || sync.zxid() <= context.database.committed().lastZxid();
        return committed && audience.heardSince(sync.round(), sync.request());
    }

    private void track(Proposal proposal) {
        int type = proposal.entry().header().type();
        long sessionId = proposal.entry().header().clientId();
        if (type == OpCode.CREATE_SESSION) {
            sessions.touch(sessionId, context.nowMillis);
        } else if (type == OpCode.CLOSE_SESSION) {
            sessions.remove(sessionId);
            context.clients.timeouts().remove(sessionId);
            if (locals.isEnabled()) {
                ended.add(sessionId);
            }
        }
    }

    // ---- what others ask

    /** Whether another server is to lead: nothing more is committed here. */
    boolean hasHandedOver() {
        return successor != RoleExit.ANYBODY;
    }

    /** That other server. */
    long successor() {
        return successor;
    }

    LocalSessions locals() {
        return locals;
    }

    SessionTracker sessions() {
        return sessions;
    }

    long expiredSessions() {
        return expiredSessions;
    }

    int waitingSyncs() {
        return waitingSyncs.size();
    }
}

package io.quorate.server.session;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumPeer;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.SessionPassword;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Spread;
import io.quorate.tree.DataTree;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.request.FinalRequestProcessor;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves the clients of one io loop from its own view of the tree.
 *
 * <p>Order is by construction (spec: client-protocol §8.6). Each connection has one queue, and only its head may be
 * answered: a read behind a write waits for it. The loop takes over committed transactions one by one, in zxid order;
 * for each it (1) makes the tree after it its view, (2) sends the events it causes, (3) answers the client that asked
 * for it, and (4) answers that client's reads that waited. Everything goes into the connections' buffers from one
 * thread, so no client sees a new state before the events that lead to it.
 */
public final class CommitProcessor {
    private static final int PING_XID = -2;
    private static final byte[] NO_PASSWORD = new byte[SessionPassword.LENGTH_BYTES];

    private final LoopOptions options;
    private final FinalRequestProcessor reads;
    private final Authentication authentication;
    private final LoopSecurity security;
    private final Audit audit;
    private final CoreLink core;
    private final LoopStats stats = new LoopStats();
    private final LoopWatches watches;
    private final FlowControl flow;
    private final CoreGate gate;
    private final Map<Long, ClientSession> sessions = new HashMap<>();
    private final Touches touches = new Touches();
    private DataTree view;
    private boolean serving;
    private boolean readOnly;
    /** Whether nothing more is read, for good. */
    private boolean draining;
    /** How many sessions had requests behind one that was answered, in the present batch of transactions. */
    private int queuesDrained;

    /**
     * A loop without clients yet.
     *
     * @param view the tree to serve until the first transaction is committed
     * @param serving whether to serve clients before {@link #onServe}
     * @param security who clients are, and what is written down of what they do
     */
    public CommitProcessor(
            LoopOptions options,
            FinalRequestProcessor reads,
            AclPolicy policy,
            CoreLink core,
            DataTree view,
            boolean serving,
            LoopSecurity security) {
        this.options = options;
        this.reads = reads;
        this.authentication =
                new Authentication(this, policy.providers(), options.requiredAuthSchemes(), security.sasl());
        this.security = security;
        this.audit = new Audit(security, this);
        this.core = core;
        this.view = view;
        this.serving = serving;
        this.watches = new LoopWatches(policy, stats);
        this.flow = new FlowControl(options);
        this.gate = new CoreGate(this, core, flow, new RequestThrottle(options.safeguards(), stats.meters()));
    }

    // ---- what clients do

    /** Takes a client's first frame. */
    public void onConnect(ClientSession session, ConnectRequest connect) {
        session.owner = this;
        stats.handshake();
        if (!serving) {
            stats.refused();
            close(session, "this server is not serving clients at the moment");
            return;
        }
        String objection = Admission.objection(
                connect, view, readOnly, options.safeguards().sessionsMax());
        if (objection != null) {
            close(session, objection);
            return;
        }
        session.state = ClientSession.State.OPENING;
        session.speaksReadOnly = connect.hasReadOnly();
        session.timeoutMillis = options.negotiate(connect.timeOut());
        if (connect.sessionId() == 0) {
            core.submit(new io.quorate.quorum.Request(
                    0,
                    0,
                    OpCode.CREATE_SESSION,
                    new CreateSessionRequest(session.timeoutMillis),
                    session.authIds,
                    session));
        } else {
            stats.meters().add(Count.CONNECTION_REVALIDATE);
            core.reopen(new Reopen(connect.sessionId(), connect.passwd(), session.timeoutMillis, session));
        }
    }

    /**
     * Takes a request of an open session.
     *
     * @param frame the frame's body, header first; or the header alone, of a frame that is too long
     * @param sizeBytes how long the frame's body is
     * @throws MalformedRecordException if not even the header can be read
     */
    public void onRequest(ClientSession session, JuteReader frame, int sizeBytes, long nowNanos) {
        session.stats.received();
        boolean tooLong = frame.remaining() < sizeBytes;
        stats.received(sizeBytes);
        touches.add(session);
        gate.submitHeld(nowNanos);
        RequestHeader header = RequestHeader.read(frame);
        int opCode = header.type();
        if (opCode == OpCode.AUTH || opCode == OpCode.SASL) {
            authentication.onRequest(session, header, frame, nowNanos);
            return;
        }
        if (!authentication.isEnough(session)) {
            refuse(session, header, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH, "it has not authenticated");
            return;
        }
        String tooLarge = tooLong ? null : flow.objection(sizeBytes);
        if (tooLarge != null) {
            stats.largeRequestRejected();
            close(session, tooLarge);
            return;
        }
        Pending.Refusal refusal = Pending.Refusal.of(opCode, tooLong, readOnly);
        if (refusal != null) {
            accept(Pending.refused(session, header, refusal, nowNanos));
            return;
        }
        try {
            Request body = RequestCodec.read(opCode, frame);
            boolean wellFormed = !(body instanceof MultiRequest multi) || multi.isWellFormed(opCode);
            Pending pending = wellFormed
                    ? new Pending(session, header, body, nowNanos)
                    : Pending.refused(session, header, Pending.Refusal.ILL_FORMED, nowNanos);
            pending.largeBytes = options.isLarge(sizeBytes) ? sizeBytes : 0;
            if (wellFormed
                    && watches.isOneTooMany(opCode, body, options.safeguards().watchesMax())) {
                pending.refusal = Pending.Refusal.TOO_MANY_WATCHES;
            }
            accept(pending);
        } catch (MalformedRecordException e) {
            session.sink.malformed(OpCode.name(opCode) + ": " + e.getMessage());
            stats.malformed();
            accept(Pending.refused(session, header, Pending.Refusal.UNDECODABLE, nowNanos));
        }
    }

    /** Forgets a connection that is closed. */
    public void onClosed(ClientSession session) {
        session.state = ClientSession.State.CLOSING;
        for (Pending pending : session.queue) {
            flow.left(pending);
        }
        session.queue.clear();
        flow.forget(session);
        sessions.remove(session.sessionId, session);
        watches.forget(session);
        flow.resume();
    }

    // ---- what the core does

    /** Serves clients from now on, beginning with this tree. */
    public void onServe(DataTree tree) {
        view = tree;
        serving = !draining;
        readOnly = false;
        gate.open();
    }

    /** Serves reads of this tree from now on, to clients who ask for that. */
    public void onServeReadOnly(DataTree tree) {
        view = tree;
        serving = !draining;
        readOnly = true;
    }

    /**
     * Serves clients no longer: connections that have asked for a session are closed, and what they asked for is dropped.
     *
     * @param connected all connections of this loop
     */
    public void onStopServing(Collection<ClientSession> connected) {
        serving = false;
        // Before anything is resumed, so that nothing more is read of the others.
        flow.forgetPaused();
        gate.clear();
        touches.clear();
        for (ClientSession session : connected) {
            if (!session.isConnecting()) {
                session.held = false;
                session.paused = false;
                session.touched = false;
                close(session, "this server is not serving clients any more");
                onClosed(session);
            }
        }
    }

    /**
     * Serves clients no longer, but soon may again: those whose session goes on under the next leader stay, and are read no more.
     *
     * @param connected all connections of this loop
     */
    public void onHold(Collection<ClientSession> connected) {
        serving = false;
        gate.shut();
        for (ClientSession session : connected) {
            if (session.survivesChangeOfLeader()) {
                session.hold();
            } else if (!session.isConnecting()) {
                close(session, "the leadership changes, and its session does not go on");
                onClosed(session);
            }
        }
    }

    /** Serves the clients that were held again; what the core was handed and has not answered it is handed once more, in order. */
    public void onResume(DataTree tree) {
        onServe(tree);
        for (ClientSession session : sessions.values()) {
            session.asked().forEach(core::submit);
            touches.add(session);
            if (!draining) {
                session.letGo();
            }
        }
    }

    /** Reads nothing more, for good, whoever leads next; what was read is still answered. */
    public void onDrain(Collection<ClientSession> connected) {
        draining = true;
        serving = false;
        connected.forEach(ClientSession::hold);
    }

    /** How many requests the core has not answered. */
    public int outstanding() {
        return flow.atCore();
    }

    /** Takes over committed transactions. */
    public void onCommitted(List<Proposal> committed, long nowNanos) {
        queuesDrained = 0;
        for (Proposal proposal : committed) {
            view = proposal.after();
            watches.fire(proposal);
            complete(proposal, nowNanos);
        }
        audit.handOver();
        stats.meters().record(Spread.SESSION_QUEUES_DRAINED, queuesDrained);
        gate.submitHeld(nowNanos);
        flow.resume();
    }

    /** Takes the answer to {@link CoreLink#reopen}, which all loops are given. */
    public void onReopened(Reopen reopen, boolean valid) {
        ClientSession session = (ClientSession) reopen.origin();
        ClientSession previous = sessions.get(reopen.sessionId());
        if (previous != null && previous != session) {
            close(previous, "its session went on over another connection");
        }
        if (session.owner == this && session.state == ClientSession.State.OPENING) {
            if (valid) {
                session.local = !view.hasSession(reopen.sessionId());
                open(session, reopen.sessionId());
            } else {
                send(session, new ConnectResponse(0, 0, 0, NO_PASSWORD, readOnly, session.speaksReadOnly));
                close(session, "session 0x" + Long.toHexString(reopen.sessionId()) + " is expired or not its own");
            }
        }
    }

    /** A connection that asked for a session has one that only this server knows; all loops are told. */
    public void onOpened(io.quorate.quorum.Request create, long sessionId) {
        ClientSession session = (ClientSession) create.origin();
        if (session.owner == this && session.state == ClientSession.State.OPENING) {
            session.local = true;
            open(session, sessionId);
        }
    }

    /**
     * A session that only this server knew has ended; all loops are told.
     *
     * @param close its client's request, null if it has expired
     */
    public void onEnded(long sessionId, io.quorate.quorum.Request close, long nowNanos) {
        if (close != null
                && close.origin() instanceof Pending pending
                && pending.session.owner == this
                && takeHead(pending)) {
            JuteWriter out = pending.session.sink.beginFrame();
            new ReplyHeader(pending.xid, view.lastZxid(), 0).write(out);
            answered(pending, view.lastZxid(), true, nowNanos);
        }
        ClientSession session = sessions.get(sessionId);
        if (session != null) {
            close(session, close == null ? "its session expired" : "the client closed its session");
        }
    }

    /** Takes the answer to a sync. */
    public void onSynced(io.quorate.quorum.Request sync, long nowNanos) {
        Pending pending = (Pending) sync.origin();
        if (pending.session.owner == this && takeHead(pending)) {
            answerLocally(pending, nowNanos);
            drain(pending.session, nowNanos);
            gate.submitHeld(nowNanos);
            flow.resume();
        }
    }

    /** Tells the core which sessions were heard of since the last call. */
    public void reportTouched() {
        touches.report(core);
    }

    // ---- what operators see

    /** The tree that reads are served from now. */
    public DataTree view() {
        return view;
    }

    /** The open sessions of this loop. */
    public Collection<ClientSession> sessions() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /** This loop at this moment. */
    public LoopReport report() {
        return LoopReport.of(stats, sessions.size(), flow, view, watches.table());
    }

    /** The counts of this loop. */
    public LoopStats stats() {
        return stats;
    }

    /** The watches of this loop's clients. */
    public LoopWatches watches() {
        return watches;
    }

    /** Closes a connection of this loop once everything sent before is out. */
    public void close(ClientSession session, String reason) {
        session.state = ClientSession.State.CLOSING;
        session.sink.closeAfterFlush(reason);
    }

    // ---- requests

    private void accept(Pending pending) {
        ClientSession session = pending.session;
        boolean forCore = pending.refusal == null && QuorumPeer.isForTheLeader(pending.opCode);
        boolean idle = session.queue.isEmpty();
        if (!forCore && idle) {
            answerLocally(pending, pending.receivedNanos);
            return;
        }
        session.queue.addLast(pending);
        flow.waits(pending);
        if (forCore && (idle || !pending.endsLocalSession())) {
            gate.submit(pending);
        }
        if (pending.endsTheConnection()) {
            session.state = ClientSession.State.ENDING;
        } else {
            flow.pauseIfFull(session);
        }
    }

    /** Answers everything at the head of the queue that waits for nothing any more. */
    void drain(ClientSession session, long nowNanos) {
        Pending head = session.queue.peekFirst();
        // On a connection that ends without an answer, none may follow.
        if (head == null || session.isSilent()) {
            return;
        }
        Meters meters = stats.meters();
        meters.record(Spread.REQUESTS_IN_SESSION_QUEUE, session.queue.size());
        queuesDrained++;
        int answered = 0;
        while (head != null && !head.atCore && !head.held) {
            if (session.sink.isOverfull()) {
                close(session, "it does not read what it asked for");
                return;
            }
            if (head.endsLocalSession()) {
                gate.submit(head);
                return;
            }
            flow.left(session.queue.pollFirst());
            answerLocally(head, nowNanos);
            meters.record(Spread.READ_COMMIT_PROCESSOR_TIME, (nowNanos - head.receivedNanos) / 1_000);
            answered++;
            head = session.queue.peekFirst();
        }
        meters.record(Spread.READS_FROM_SESSION_QUEUE, answered);
    }

    private void answerLocally(Pending pending, long nowNanos) {
        ClientSession session = pending.session;
        if (pending.refusal != null) {
            answerRefused(pending, nowNanos);
            return;
        }
        int xid = pending.opCode == OpCode.PING ? PING_XID : pending.xid;
        long zxid = view.lastZxid();
        if (LoopWatches.isWatchRequest(pending.opCode)) {
            watches.answer(pending, xid, view);
        } else {
            int err = answerRead(pending, xid, zxid);
            watches.register(session, pending.opCode, pending.body, err);
        }
        answered(pending, zxid, false, nowNanos);
    }

    private void answerRefused(Pending pending, long nowNanos) {
        long zxid = pending.refusal == Pending.Refusal.UNKNOWN_OPERATION ? -1 : view.lastZxid();
        new ReplyHeader(pending.xid, zxid, pending.refusal.error.code()).write(pending.session.sink.beginFrame());
        answered(pending, zxid, false, nowNanos);
        if (pending.endsTheConnection()) {
            close(pending.session, "operation " + pending.opCode + ": " + pending.refusal.reason);
        }
    }

    private int answerRead(Pending pending, int xid, long zxid) {
        ClientSession session = pending.session;
        JuteWriter out = session.sink.beginFrame();
        new ReplyHeader(xid, zxid, 0).write(out);
        if (pending.opCode == OpCode.PING) {
            return 0;
        }
        int begin = out.buffer().writerIndex();
        int err = reads.read(view, pending.opCode, pending.body, session.authIds, session.sessionId, out);
        if (err != 0) {
            session.sink.rewindFrame();
            new ReplyHeader(xid, zxid, err).write(out);
        } else {
            stats.read(pending, out.buffer(), begin);
        }
        return err;
    }

    private void complete(Proposal proposal, long nowNanos) {
        io.quorate.quorum.Request request = proposal.request();
        Object origin = request == null ? null : request.origin();
        audit.note(proposal, origin);
        if (origin instanceof Pending pending) {
            if (pending.session.owner == this) {
                if (takeHead(pending)) {
                    answerWrite(pending, proposal, nowNanos);
                    drain(pending.session, nowNanos);
                } else {
                    stats.meters().add(Count.STALE_REPLIES);
                }
            }
        } else if (origin instanceof ClientSession session
                && session.owner == this
                && session.state == ClientSession.State.OPENING) {
            open(session, proposal.entry().header().clientId());
        }
        if (proposal.entry().header().type() == OpCode.CLOSE_SESSION) {
            ClientSession session = sessions.get(proposal.entry().header().clientId());
            if (session != null) {
                close(session, origin == null ? "its session expired" : "the client closed its session");
            }
        }
    }

    private void answerWrite(Pending pending, Proposal proposal, long nowNanos) {
        ClientSession session = pending.session;
        if (FinalRequestProcessor.sessionMoved(proposal.applied())) {
            // The client is served elsewhere by now; an answer here could overtake what it is told there.
            close(session, "its session moved to another server");
            return;
        }
        JuteWriter out = session.sink.beginFrame();
        int err = FinalRequestProcessor.replyErr(proposal.applied());
        if (err != 0 && proposal.request().refusal() != ErrorCode.OK) {
            err = proposal.request().refusal().code();
        }
        new ReplyHeader(pending.xid, proposal.zxid(), err).write(out);
        FinalRequestProcessor.writeReply(pending.opCode, proposal.applied(), out);
        answered(pending, proposal.zxid(), true, nowNanos);
    }

    void answered(Pending pending, long zxid, boolean write, long nowNanos) {
        int size = pending.session.sink.endFrame();
        long latencyNanos = nowNanos - pending.receivedNanos;
        stats.answered(pending, write, nowNanos, size);
        if (latencyNanos >= options.safeguards().slowNanos()) {
            stats.meters().add(Count.SLOW_REQUESTS);
            pending.session.sink.slow(pending.describe(zxid, latencyNanos, size));
        }
        pending.session.stats.sent();
        pending.session.stats.answered(
                pending.opCode, pending.xid, zxid, nowNanos / 1_000_000, latencyNanos / 1_000_000);
    }

    /** Takes the request off its queue; false if its connection is gone. */
    private boolean takeHead(Pending pending) {
        if (!pending.atCore || pending.session.isSilent()) {
            return false;
        }
        Pending head = pending.session.queue.pollFirst();
        if (head != pending) {
            throw new IllegalStateException("answer for xid " + pending.xid + " of " + pending.session
                    + " (expected: xid " + (head == null ? "none" : head.xid) + ", the oldest request that waits)");
        }
        flow.left(pending);
        return true;
    }

    // ---- sessions and authentication

    private void open(ClientSession session, long sessionId) {
        session.sessionId = sessionId;
        session.state = ClientSession.State.OPEN;
        sessions.put(sessionId, session);
        byte[] password = security.passwords().of(sessionId);
        send(
                session,
                new ConnectResponse(0, session.timeoutMillis, sessionId, password, readOnly, session.speaksReadOnly));
        touches.add(session);
        session.sink.resumeReading();
    }

    private void send(ClientSession session, JuteRecord record) {
        record.write(session.sink.beginFrame());
        stats.sent(session.sink.endFrame());
        session.stats.sent();
    }

    void refuse(ClientSession session, RequestHeader header, ErrorCode error, String reason) {
        send(session, new ReplyHeader(header.xid(), 0, error.code()));
        close(session, reason);
    }
}

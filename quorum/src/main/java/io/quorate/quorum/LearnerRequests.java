package io.quorate.quorum;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.quorum.LearnerRequest;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.quorum.SessionTimeout;
import io.quorate.jute.quorum.SessionValidity;
import io.quorate.jute.txn.TxnHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the clients of a learner have asked, on its way to the leader and back (spec: zab-protocol §6, §7). The transaction of a request
 * comes back with its session and cxid; of each session they come in the order in which they were sent.
 */
final class LearnerRequests {
    private static final long NO_ZXID = -1;

    private final PeerContext context;
    private final Consumer<QuorumPacket> leader;
    private final LocalSessions locals;
    private final Map<Long, ArrayDeque<Request>> asked = new HashMap<>();
    /** What is done when the leader answers, oldest first: of this server's clients, and of the observers that learn from it. */
    private final ArrayDeque<Runnable> syncs = new ArrayDeque<>();

    private final Map<Long, ArrayDeque<Consumer<Boolean>>> revalidations = new HashMap<>();
    private final Map<Long, Integer> timeouts;
    private final Map<Long, Integer> touched = new LinkedHashMap<>();
    /** Null while nobody learns from this server. */
    private SessionCarriers carriers;

    LearnerRequests(PeerContext context, Consumer<QuorumPacket> leader) {
        this.context = context;
        this.leader = leader;
        this.locals = LocalSessions.of(context);
        this.timeouts = context.clients.timeouts();
    }

    void onRequest(Request request) {
        if (request.opCode() == OpCode.CREATE_SESSION) {
            if (locals.isEnabled()) {
                locals.open(request);
            } else {
                createSession(request.withSession(context.unusedSessionId()));
            }
        } else if (locals.touch(request.sessionId())) {
            onLocalRequest(request);
        } else if (request.opCode() != OpCode.SYNC && isFormer(request.sessionId(), SessionCarriers.OWN_CLIENTS)) {
            // A sync does nothing, and its answer is none that a transaction could give.
            forward(request.refusedWith(ErrorCode.SESSION_MOVED));
        } else {
            touch(request.sessionId());
            forward(request);
        }
    }

    /** The leader takes the session as it is, but not for ephemerals. */
    private void onLocalRequest(Request request) {
        if (request.opCode() == OpCode.CLOSE_SESSION) {
            locals.close(request);
        } else if (!locals.isTooMuchFor(request)) {
            forward(request);
        } else if (locals.mayUpgrade()) {
            createSession(locals.upgrade(request));
            touch(request.sessionId());
            forward(request);
        } else {
            // A leader does not know such a session, and calls it expired.
            forward(request.refusedWith(ErrorCode.EPHEMERAL_ON_LOCAL_SESSION));
        }
    }

    private void createSession(Request request) {
        timeouts.put(request.sessionId(), ((CreateSessionRequest) request.body()).timeout());
        forward(request);
    }

    private void forward(Request request) {
        if (request.opCode() == OpCode.SYNC) {
            syncs.addLast(() -> context.effects.synced(request));
        } else {
            asked.computeIfAbsent(request.sessionId(), any -> new ArrayDeque<>())
                    .addLast(request);
        }
        LearnerRequest data = request.refusal() == ErrorCode.SESSION_MOVED
                ? inVain(request)
                : new LearnerRequest(request.sessionId(), request.cxid(), request.opCode(), request.body());
        boolean anonymous = request.opCode() == OpCode.CREATE_SESSION;
        leader.accept(
                new QuorumPacket(PacketType.REQUEST, NO_ZXID, data.toBytes(), anonymous ? null : request.authIds()));
    }

    /**
     * What has to be answered, since others wait behind it, and must not be done: a leader finds that it cannot be read, and says so by
     * a transaction.
     */
    private static LearnerRequest inVain(Request request) {
        return new LearnerRequest(request.sessionId(), request.cxid(), OpCode.SET_DATA, null);
    }

    private boolean isFormer(long sessionId, long carrier) {
        return carriers != null && carriers.isFormer(sessionId, carrier);
    }

    /** The request that this transaction answers, or null if it came from elsewhere. */
    Request askedFor(TxnHeader header) {
        ArrayDeque<Request> ofSession = asked.get(header.clientId());
        if (ofSession == null || ofSession.peekFirst().cxid() != header.cxid()) {
            return null;
        }
        Request request = ofSession.pollFirst();
        if (ofSession.isEmpty()) {
            asked.remove(header.clientId());
        }
        return request;
    }

    void onCommitted(Proposal proposal) {
        TxnHeader header = proposal.entry().header();
        if (header.type() == OpCode.CLOSE_SESSION) {
            timeouts.remove(header.clientId());
            touched.remove(header.clientId());
            if (carriers != null) {
                carriers.ended(header.clientId());
            }
        }
    }

    void onSync() {
        Runnable answered = syncs.pollFirst();
        if (answered != null) {
            answered.run();
        }
    }

    void onReopen(Reopen reopen) {
        if (!context.options.passwords().matches(reopen.sessionId(), reopen.password())) {
            context.effects.reopened(reopen, false);
            return;
        }
        if (locals.reopen(reopen)) {
            return;
        }
        revalidate(new SessionTimeout(reopen.sessionId(), reopen.timeoutMillis()), valid -> {
            if (valid) {
                timeouts.put(reopen.sessionId(), reopen.timeoutMillis());
                touch(reopen.sessionId());
                takenUp(reopen.sessionId(), SessionCarriers.OWN_CLIENTS);
            }
            context.effects.reopened(reopen, valid);
        });
    }

    /** Asks the leader whether a client may go on with a session, and hands its answer on. */
    private void revalidate(SessionTimeout session, Consumer<Boolean> answered) {
        revalidations
                .computeIfAbsent(session.sessionId(), any -> new ArrayDeque<>())
                .addLast(answered);
        leader.accept(new QuorumPacket(PacketType.REVALIDATE, NO_ZXID, session.toBytes()));
    }

    void onRevalidated(SessionValidity answer) {
        ArrayDeque<Consumer<Boolean>> waiting = revalidations.get(answer.sessionId());
        if (waiting == null) {
            return;
        }
        Consumer<Boolean> answered = waiting.pollFirst();
        if (waiting.isEmpty()) {
            revalidations.remove(answer.sessionId());
        }
        answered.accept(answer.valid());
    }

    // ---- for observers that learn from this server

    /** From now on there are. */
    void serveObservers() {
        carriers = new SessionCarriers();
    }

    /** One of their connections is closed. */
    void onObserverClosed(long id) {
        carriers.closed(id);
    }

    /**
     * Passes a REQUEST on, of which the transaction is the answer.
     *
     * @param packet that of the request
     * @param from the observer's connection
     */
    void relay(QuorumPacket packet, Request request, long from) {
        if (request.opCode() == OpCode.CREATE_SESSION) {
            carriers.takenUp(request.sessionId(), from);
        }
        leader.accept(
                isFormer(request.sessionId(), from)
                        ? new QuorumPacket(
                                packet.type(), NO_ZXID, inVain(request).toBytes(), packet.authinfo())
                        : packet);
    }

    /** Asks for a client of an observer whether it may go on with a session. */
    void relayRevalidation(SessionTimeout session, long from, Consumer<Boolean> answered) {
        revalidate(session, valid -> {
            if (valid) {
                takenUp(session.sessionId(), from);
            }
            answered.accept(valid);
        });
    }

    private void takenUp(long sessionId, long carrier) {
        if (carriers != null) {
            carriers.takenUp(sessionId, carrier);
        }
    }

    /** Passes the REQUEST of a sync on. */
    void relaySync(QuorumPacket request, Runnable answered) {
        syncs.addLast(answered);
        leader.accept(request);
    }

    /** Notes that a session of an observer was heard of. */
    void relayTouch(SessionTimeout session) {
        touched.put(session.sessionId(), session.timeoutMillis());
    }

    // ---- sessions

    /** Notes that a session was heard of. */
    void touch(long sessionId) {
        if (locals.touch(sessionId)) {
            return;
        }
        Integer timeout = timeouts.get(sessionId);
        if (timeout == null && context.database.head().hasSession(sessionId)) {
            timeout = context.database.head().sessionTimeout(sessionId);
        }
        if (timeout != null) {
            touched.put(sessionId, timeout);
        }
    }

    /** The sessions heard of since the last time. */
    List<SessionTimeout> takeTouched() {
        List<SessionTimeout> sessions = new ArrayList<>(touched.size());
        touched.forEach((session, timeout) -> sessions.add(new SessionTimeout(session, timeout)));
        touched.clear();
        return sessions;
    }

    LocalSessions locals() {
        return locals;
    }

    int waitingSyncs() {
        return syncs.size();
    }
}

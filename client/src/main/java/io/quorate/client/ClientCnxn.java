package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Xid;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatcherEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One session: a state machine that is fed with what happens on its connection and with the time, and calls its
 * {@link Transport} and {@link Callbacks}. It has no thread, socket or clock of its own.
 *
 * <pre>
 *   NEW → CONNECTING → HANDSHAKE → CONNECTED        a lost or refused connection: → WAITING → CONNECTING
 *                                                   expired, refused credential, closed: → ENDED
 * </pre>
 *
 * <p>All calls that were made before a connection was lost fail with ConnectionLoss, also those not sent yet: a later write of a
 * pipeline must not happen when an earlier one did not. Calls made while there is no connection wait for one, until every
 * server has been tried in vain.
 *
 * <p>Belongs to one event loop; {@link #state}, {@link #identity} and {@link #server} may be read from anywhere. Times are ms of
 * any steady clock. Spec: client-protocol §2-4, §8, §9.
 */
final class ClientCnxn {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCnxn.class);

    private enum Phase {
        NEW,
        /** Between two attempts to connect. */
        WAITING,
        /** Finding out where the servers are, or connecting to one. */
        CONNECTING,
        /** Connected; the server has not said yet whether it takes the session. */
        HANDSHAKE,
        CONNECTED,
        ENDED
    }

    private final SessionConfig config;
    private final ServerList servers;
    private final Transport transport;
    private final Callbacks callbacks;
    private final CallPipeline calls;
    private final WatchRegistry watches = new WatchRegistry();
    private final AuthList auths = new AuthList();
    private final SessionEvents events;
    private final SaslPhase sasl;
    private final HandOver handOver;
    private final ZxidsSeen zxids;
    private final Pulse pulse = new Pulse();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile Identity identity;
    private volatile HostPort server;

    private Phase phase = Phase.NEW;
    /** Null until the session is over. */
    private SessionEnd end;

    private ErrorCode endCode;
    /** Whether a server with a quorum knows the session; the ids given out by read-only servers mean nothing elsewhere. */
    private boolean known;

    /** Null until the application closes the session. */
    private Call<Void> closeCall;

    private boolean closeSent;
    /** Whether the session leaves its server, which still owes replies, for another. */
    private boolean moving;

    private long now;
    private long phaseDeadline;

    ClientCnxn(
            SessionConfig config, ServerList servers, Transport transport, Callbacks callbacks, CallQueue submitted) {
        this.config = config;
        this.servers = servers;
        this.transport = transport;
        this.callbacks = callbacks;
        this.calls = new CallPipeline(submitted, watches, callbacks, config);
        this.sasl = new SaslPhase(transport);
        this.events = new SessionEvents(config, watches, callbacks);
        this.zxids = new ZxidsSeen(config.lastZxid());
        this.handOver = new HandOver(callbacks);
        this.identity = new Identity(config.sessionId(), config.password(), config.timeoutMillis());
        this.known = config.sessionId() != 0;
    }

    SessionState state() {
        return state;
    }

    Identity identity() {
        return identity;
    }

    /** The server of the connection, or of the attempt; null between them. */
    HostPort server() {
        return server;
    }

    /** The futures of its beginning and its end. */
    SessionEvents events() {
        return events;
    }

    // ---- inputs

    void onStart(long time) {
        now = time;
        connectNext();
    }

    /** Calls wait in the queue. */
    void onSubmitted(long time) {
        now = time;
        if (phase == Phase.CONNECTED) {
            sendSubmitted();
        } else if (phase == Phase.ENDED) {
            calls.failAll(endCode, end.toString());
        }
    }

    /** Sends a call at once if the session is idle; returns false, having done nothing, if it is not. */
    boolean onCallNow(Call<?> call, long time) {
        if (phase != Phase.CONNECTED || sasl.isRunning() || closeCall != null || !calls.sendNow(call, transport)) {
            return false;
        }
        now = time;
        pulse.onSent(time);
        return true;
    }

    void onAuth(AuthRequest request, CompletableFuture<Void> result, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(result, failure(null));
            return;
        }
        AuthList.Credential credential = auths.add(request);
        Futures.forward(credential.accepted(), result);
        if (config.requestTimeoutMillis() != 0 && !result.isDone()) {
            auths.expireAt(request.scheme(), result, time + config.requestTimeoutMillis());
        }
        if (phase == Phase.CONNECTED && !sasl.isRunning()) {
            sendSubmitted();
            sendAuth(credential);
        }
    }

    void onRemoveWatches(WatchRemoval removal, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(removal.result(), failure(removal.path()));
            return;
        }
        Call<Void> call = removal.begin(watches, callbacks, phase == Phase.CONNECTED);
        if (call != null) {
            calls.submit(call, time);
            onSubmitted(time);
        }
        removal.begun(callbacks);
    }

    /** Closes the session after the calls made so far. The future completes once it is over, whether the server heard of it or not. */
    CompletableFuture<Void> onClose(long time) {
        now = time;
        if (closeCall == null && phase != Phase.ENDED) {
            closeCall = new Call<>(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, null, body -> null);
            if (phase == Phase.NEW || (!known && (phase == Phase.WAITING || phase == Phase.CONNECTING))) {
                endClosed();
            } else if (phase == Phase.WAITING) {
                connectNext();
            } else if (phase == Phase.CONNECTED) {
                sendSubmitted();
            }
        }
        return closed;
    }

    /** Gives the session up without closing it, after the calls made so far; those that wait for a connection fail. */
    void onDetach(CompletableFuture<SessionTicket> result, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(result, failure(null));
        } else if (!known || closeCall != null || handOver.isWanted()) {
            callbacks.fail(
                    result,
                    new IllegalStateException(
                            this + (known ? " is closed or handed over already" : " was not taken by a server yet")));
        } else {
            handOver.want(result);
            if (phase == Phase.CONNECTED) {
                sendSubmitted();
            }
            detachIfIdle();
        }
    }

    /** The application names other servers. The result tells whether the session is to leave its server. */
    void onServerList(List<HostPort> others, CompletableFuture<Boolean> result, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(result, failure(null));
            return;
        }
        boolean leaves = servers.update(others, phase == Phase.CONNECTED ? server : null);
        if (phase == Phase.CONNECTED) {
            moving = leaves && closeCall == null;
            moveIfAnswered();
            onSubmitted(time);
        } else if (server != null && !servers.contains(server)) {
            // The attempt would end at a server that is none of them.
            transport.disconnect();
            connectNext();
        }
        callbacks.complete(result, leaves);
    }

    /** Goes to another server once no reply is due; what is submitted meanwhile waits for that. */
    private void moveIfAnswered() {
        if (moving && calls.isAnswered()) {
            loseConnection("the list of servers has changed");
        }
    }

    /** The servers of the service are these. */
    void onServers(List<HostPort> found, long time) {
        now = time;
        if (phase == Phase.CONNECTING) {
            servers.replace(found);
            connectTo(servers.next());
        }
    }

    void onConnected(long time) {
        now = time;
        phase = Phase.HANDSHAKE;
        Frames.appendConnect(transport.out(), config.connectRequest(known ? identity : null, zxids.last()));
    }

    /** One frame without its length. The buffer stays the caller's. */
    void onFrame(ByteBuf frame, long time) {
        now = time;
        pulse.onReceived(time);
        try {
            JuteReader in = new JuteReader(frame, config.maxReplyBytes());
            if (phase == Phase.HANDSHAKE) {
                onConnectResponse(ConnectResponse.read(in));
            } else if (phase == Phase.CONNECTED) {
                onReply(ReplyHeader.read(in), in);
            }
        } catch (MalformedRecordException e) {
            loseConnection("it sent a frame that does not parse: " + e.getMessage());
        }
    }

    /** A frame was too long and has been skipped. */
    void onOversize(OversizeReply reply, long time) {
        now = time;
        pulse.onReceived(time);
        Call<?> call = calls.head();
        if (phase != Phase.CONNECTED
                || call == null
                || call.xid() != reply.header().xid()) {
            loseConnection("it sent a frame of " + reply.lengthBytes() + " bytes that answers nothing");
            return;
        }
        zxids.onReply(reply.header().zxid());
        calls.onOversize(reply);
        moveIfAnswered();
        detachIfIdle();
    }

    /** The connection is gone, or could not be made. */
    void onDisconnected(String why, long time) {
        now = time;
        if (phase != Phase.ENDED) {
            afterLoss(why);
        }
    }

    /** The answer to {@link Transport#beginSasl} and {@link Transport#stepSasl}. */
    void onSasl(SaslStep step, long time) {
        now = time;
        if (phase == Phase.CONNECTED) {
            authenticate(sasl.onStep(step));
        }
    }

    private void authenticate(SaslPhase.Next next) {
        switch (next) {
            case NOTHING -> {}
            case SEND -> send(Xid.SASL, OpCode.SASL, sasl.request());
            case GO_ON -> {
                events.tell(WatchedEvent.State.SASL_AUTHENTICATED);
                goOn();
            }
            case GIVE_UP -> {
                LOG.warn("{}: cannot authenticate to {} by SASL: {}", this, server, sasl.failure());
                endRefused();
            }
            case LEAVE -> loseConnection("it answered a SASL token that it was not sent");
        }
    }

    /** The answer to {@link Transport#probe}. */
    void onProbed(HostPort probed, boolean takesWrites, long time) {
        now = time;
        if (takesWrites && state == SessionState.CONNECTED_READ_ONLY && servers.contains(probed)) {
            servers.prefer(probed);
            loseConnection("it is read-only and " + probed + " is not");
        }
    }

    void onTime(long time) {
        now = time;
        calls.onTime(time);
        auths.onTime(time, callbacks);
        if (pulse.takeOverdue(time) && phase != Phase.ENDED) {
            events.overdue();
        }
        detachIfIdle();
        if (time < phaseDeadline()) {
            return;
        }
        switch (phase) {
            case WAITING -> connectNext();
            case CONNECTING, HANDSHAKE -> loseConnection(
                    "it did not take the session within " + servers.attemptMillis(identity.timeoutMillis()) + " ms");
            case CONNECTED -> onTimeConnected();
            case NEW, ENDED -> {}
        }
    }

    /** When {@link #onTime} is due. */
    long nextDeadline() {
        return phase == Phase.ENDED
                ? Long.MAX_VALUE
                : Math.min(
                        Math.min(phaseDeadline(), pulse.overdueAt()),
                        Math.min(calls.nextTimeout(), auths.nextTimeout()));
    }

    private long phaseDeadline() {
        return switch (phase) {
            case NEW, ENDED -> Long.MAX_VALUE;
            case WAITING, CONNECTING, HANDSHAKE -> phaseDeadline;
            case CONNECTED -> pulse.deadline();
        };
    }

    // ---- connecting

    private void connectNext() {
        phase = Phase.CONNECTING;
        phaseDeadline = now + servers.attemptMillis(identity.timeoutMillis());
        String service = config.servers().service();
        if (!service.isEmpty() && servers.isRoundToBegin()) {
            transport.lookUp(service);
        } else {
            connectTo(servers.next());
        }
    }

    private void connectTo(HostPort next) {
        server = next;
        transport.connect(next);
    }

    private void onConnectResponse(ConnectResponse response) {
        if (response.timeOut() <= 0) {
            end(SessionState.EXPIRED, "has expired, said " + server, ErrorCode.SESSION_EXPIRED);
            return;
        }
        if (response.readOnly() && !config.readOnlyAllowed()) {
            loseConnection("it is read-only");
            return;
        }
        phase = Phase.CONNECTED;
        identity = new Identity(response.sessionId(), response.passwd(), response.timeOut());
        known |= !response.readOnly();
        state = response.readOnly() ? SessionState.CONNECTED_READ_ONLY : SessionState.CONNECTED;
        servers.onConnected();
        pulse.onConnected(now, response.timeOut(), response.readOnly());
        String how = response.readOnly() ? ", read-only" : "";
        LOG.info("{}: connected to {}, timeout {} ms{}", this, server, response.timeOut(), how);
        events.connected(response.readOnly());
        sasl.begin(server);
        if (!sasl.isRunning()) {
            goOn();
        }
    }

    /** The server knows who we are, as far as that is SASL's business. */
    private void goOn() {
        auths.all().forEach(this::sendAuth);
        for (SetWatchesRequest request : SetWatches.requests(watches, zxids.events())) {
            send(Xid.SET_WATCHES, SetWatches.opCode(request), request);
        }
        sendSubmitted();
    }

    private void loseConnection(String why) {
        transport.disconnect();
        afterLoss(why);
    }

    private void afterLoss(String why) {
        boolean wasConnected = phase == Phase.CONNECTED;
        boolean inOrder = moving && calls.isAnswered();
        moving = false;
        boolean hopeless = !wasConnected && servers.onFailure();
        String what = wasConnected ? "lost" : "no connection to";
        LOG.atLevel(wasConnected ? Level.INFO : Level.DEBUG).log("{}: {} {}: {}", this, what, server, why);
        server = null;
        sasl.onDisconnected();
        auths.onDisconnected();
        if (closeCall != null) {
            endClosed();
            return;
        }
        if (wasConnected) {
            pulse.onDisconnected();
        }
        state = SessionState.CONNECTING;
        phase = Phase.WAITING;
        phaseDeadline = now + servers.delayMillis();
        if ((wasConnected && !inOrder) || hopeless) {
            calls.failAll(ErrorCode.CONNECTION_LOSS);
        }
        if (wasConnected) {
            events.tell(WatchedEvent.State.DISCONNECTED);
        }
        detachIfIdle();
    }

    // ---- the end

    /** Whoever goes on with the session may do so once nothing is under way here. */
    private void detachIfIdle() {
        if (!handOver.isWanted() || phase == Phase.ENDED || (phase == Phase.CONNECTED && !calls.isEmpty())) {
            return;
        }
        SessionTicket ticket = new SessionTicket(identity.sessionId(), identity.password(), zxids.last());
        end(SessionState.DETACHED, "was handed over", ErrorCode.CONNECTION_LOSS);
        handOver.done(ticket);
    }

    private void endClosed() {
        end(SessionState.CLOSED, "is closed", ErrorCode.CONNECTION_LOSS);
    }

    private void endRefused() {
        end(SessionState.AUTH_FAILED, "was refused a credential by " + server, ErrorCode.AUTH_FAILED);
    }

    /** Calls that are still open fail with the given code, later ones as those of an expired session. */
    private void end(SessionState finalState, String reason, ErrorCode openCalls) {
        transport.disconnect();
        phase = Phase.ENDED;
        state = finalState;
        server = null;
        end = new SessionEnd(finalState, identity.sessionId(), reason);
        endCode = finalState == SessionState.AUTH_FAILED ? ErrorCode.AUTH_FAILED : ErrorCode.SESSION_EXPIRED;
        if (openCalls == endCode) {
            calls.failAll(openCalls, end.toString());
        } else {
            calls.failAll(openCalls);
        }
        KeeperException cause = failure(null);
        auths.end(cause, callbacks);
        if (finalState != SessionState.DETACHED) {
            handOver.fail(cause);
        }
        events.ended(end, cause);
        callbacks.complete(closed, null);
    }

    /** Of what is asked of a session that is over. */
    private KeeperException failure(String path) {
        return KeeperException.because(endCode, path, end.toString());
    }

    // ---- time

    private void onTimeConnected() {
        if (pulse.isSilentForTooLong(now)) {
            loseConnection("nothing came from it for " + pulse.silentMillis(now) + " ms");
            return;
        }
        if (pulse.isPingDue(now)) {
            send(Xid.PING, OpCode.PING, EmptyRequest.INSTANCE);
        }
        if (pulse.takeProbe(now)) {
            transport.probe(servers.next());
        }
    }

    // ---- sending

    private void sendSubmitted() {
        // Who moves keeps what is submitted for the next server; who ends the session does so at this one.
        if (sasl.isRunning() || (moving && closeCall == null && !handOver.isWanted())) {
            return;
        }
        boolean sent = calls.sendSubmitted(transport) > 0;
        if (closeCall != null && !closeSent && calls.isDrained()) {
            closeSent = true;
            calls.sendLast(closeCall, transport.out());
            sent = true;
        }
        if (sent) {
            pulse.onSent(now);
        }
    }

    private void sendAuth(AuthList.Credential credential) {
        auths.onSent(credential);
        send(Xid.AUTH, OpCode.AUTH, credential.request());
    }

    private void send(int xid, int opCode, JuteRecord body) {
        Frames.appendRequest(transport.out(), xid, opCode, body);
        pulse.onSent(now);
    }

    // ---- replies

    private void onReply(ReplyHeader header, JuteReader body) {
        switch (header.xid()) {
            case Xid.NOTIFICATION -> onNotification(header, WatcherEvent.read(body));
            case Xid.PING -> zxids.onReply(header.zxid());
            case Xid.AUTH -> onAuthReply(header.err());
            case Xid.SASL -> authenticate(sasl.onReply(header.err(), body));
            case Xid.SET_WATCHES -> onSetWatchesReply(header);
            default -> onCallReply(header, body);
        }
    }

    private void onNotification(ReplyHeader header, WatcherEvent event) {
        if (event.path() == null) {
            throw new MalformedRecordException("watcherEvent.path: null (expected: a path)");
        }
        zxids.onEvent(header.zxid());
        events.onNotification(event, header.zxid());
    }

    private void onAuthReply(int err) {
        if (!auths.onReply(err, callbacks)) {
            LOG.warn("{}: {} refused a credential: {}", this, server, ErrorCode.of(err));
            endRefused();
        }
    }

    private void onSetWatchesReply(ReplyHeader header) {
        zxids.onReply(header.zxid());
        if (header.err() != 0) {
            loseConnection("it did not arm the watches: " + ErrorCode.of(header.err()));
        }
    }

    private void onCallReply(ReplyHeader header, JuteReader body) {
        Call<?> call = calls.head();
        if (call == null || call.xid() != header.xid()) {
            loseConnection("it answered request " + header.xid() + " (expected: "
                    + (call == null ? "no reply" : "request " + call.xid()) + ")");
            return;
        }
        zxids.onReply(header.zxid());
        if (call == closeCall) {
            calls.dropHead();
            endClosed();
        } else {
            calls.onReply(header, body);
            moveIfAnswered();
            detachIfIdle();
        }
    }

    @Override
    public String toString() {
        return "session 0x" + Long.toHexString(identity.sessionId());
    }
}

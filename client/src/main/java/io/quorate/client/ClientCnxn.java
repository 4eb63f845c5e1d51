package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Xid;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SaslResponse;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatcherEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final int ATTEMPTS_PER_TIMEOUT = 3;
    private static final long PROBE_DELAY_MILLIS = 100;
    private static final long PROBE_DELAY_MILLIS_MAX = 60_000;

    private enum Phase {
        NEW,
        /** Between two attempts to connect. */
        WAITING,
        CONNECTING,
        /** Connected; the server has not said yet whether it takes the session. */
        HANDSHAKE,
        CONNECTED,
        ENDED
    }

    /** Who the session is, and the timeout that was negotiated, in ms. Replaced as a whole. */
    record Identity(long sessionId, byte[] password, int timeoutMillis) {}

    private final SessionConfig config;
    private final Chroot chroot;
    private final ServerList servers;
    private final Transport transport;
    private final Callbacks callbacks;
    private final CallPipeline calls;
    private final WatchRegistry watches = new WatchRegistry();
    private final AuthList auths = new AuthList();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile Identity identity;
    private volatile HostPort server;

    private Phase phase = Phase.NEW;
    private ErrorCode endCode;
    /** Whether a server with a quorum knows the session; the ids given out by read-only servers mean nothing elsewhere. */
    private boolean known;

    /** Null until the application closes the session. */
    private Call<Void> closeCall;

    private boolean closeSent;
    /** Whether everything else waits for SASL. */
    private boolean authenticating;

    private boolean saslComplete;
    /** The state up to here was shown to the application: a server that is behind will not do. */
    private long lastZxidSeen;
    /** All events up to here have come: only replies tell, since of several events of one zxid some may be missing. */
    private long eventsSeenTo;

    private long now;
    private long phaseDeadline;
    private long lastSent;
    private long lastReceived;
    private long probeAt;
    private long probeDelay;

    ClientCnxn(
            SessionConfig config, ServerList servers, Transport transport, Callbacks callbacks, CallQueue submitted) {
        this.config = config;
        this.chroot = new Chroot(config.servers().chroot());
        this.servers = servers;
        this.transport = transport;
        this.callbacks = callbacks;
        this.calls = new CallPipeline(submitted, watches, callbacks, config);
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

    /** Completes when a server has taken the session for the first time, or fails when the session ends before. */
    CompletableFuture<Void> connected() {
        return connected;
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
            calls.failAll(endCode);
        }
    }

    /** The connection takes more. */
    void onWritable(long time) {
        onSubmitted(time);
    }

    void onAuth(AuthRequest request, CompletableFuture<Void> result, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(result, new KeeperException(endCode, null));
            return;
        }
        AuthList.Credential credential = auths.add(request);
        Futures.forward(credential.accepted(), result);
        if (phase == Phase.CONNECTED && !authenticating) {
            sendAuth(credential);
        }
    }

    void onRemoveWatches(WatchRemoval removal, long time) {
        now = time;
        if (phase == Phase.ENDED) {
            callbacks.fail(removal.result(), new KeeperException(endCode, removal.path()));
            return;
        }
        if (!removal.isPresent(watches)) {
            callbacks.fail(removal.result(), new KeeperException(ErrorCode.NO_WATCHER, removal.path()));
            return;
        }
        Call<Void> call = removal.call(watches, callbacks);
        if (removal.evenIfOffline()) {
            removal.takeOut(watches, callbacks);
            callbacks.complete(removal.result(), null);
            if (phase != Phase.CONNECTED) {
                return;
            }
        } else {
            Futures.forward(call.future(), removal.result());
        }
        calls.submit(call);
        onSubmitted(time);
    }

    /** Closes the session after the calls made so far. The future completes once it is over, whether the server heard of it or not. */
    CompletableFuture<Void> onClose(long time) {
        now = time;
        if (closeCall == null && phase != Phase.ENDED) {
            closeCall = new Call<>(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, null, body -> null);
            boolean nothingToTell = !known && (phase == Phase.WAITING || phase == Phase.CONNECTING);
            if (phase == Phase.NEW || nothingToTell) {
                end(SessionState.CLOSED, ErrorCode.CONNECTION_LOSS);
            } else if (phase == Phase.WAITING) {
                connectNext();
            } else if (phase == Phase.CONNECTED) {
                sendSubmitted();
            }
        }
        return closed;
    }

    void onConnected(long time) {
        now = time;
        phase = Phase.HANDSHAKE;
        Identity me = identity;
        Frames.appendConnect(
                transport.out(),
                new ConnectRequest(
                        0,
                        lastZxidSeen,
                        config.timeoutMillis(),
                        known ? me.sessionId() : 0,
                        known ? me.password() : SessionConfig.NO_PASSWORD,
                        config.readOnlyAllowed(),
                        true));
    }

    /** One frame without its length. The buffer stays the caller's. */
    void onFrame(ByteBuf frame, long time) {
        now = time;
        lastReceived = time;
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
        lastReceived = time;
        Call<?> call = calls.head();
        if (phase != Phase.CONNECTED
                || call == null
                || call.xid() != reply.header().xid()) {
            loseConnection("it sent a frame of " + reply.lengthBytes() + " bytes that answers nothing");
            return;
        }
        seen(reply.header().zxid());
        calls.onOversize(reply);
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
        if (phase != Phase.CONNECTED || !authenticating) {
            return;
        }
        saslComplete = step.complete();
        if (step.failure() != null) {
            LOG.warn("{}: cannot authenticate to {} by SASL: {}", this, server, step.failure());
            end(SessionState.AUTH_FAILED, ErrorCode.AUTH_FAILED);
        } else if (step.token() != null) {
            send(Xid.SASL, OpCode.SASL, new SaslRequest(step.token()));
        } else if (saslComplete) {
            authenticated();
        }
    }

    private void onSaslReply(int err, JuteReader body) {
        if (!authenticating) {
            loseConnection("it answered a SASL token that it was not sent");
        } else if (err != 0) {
            LOG.warn("{}: {} refused to authenticate it by SASL: {}", this, server, ErrorCode.of(err));
            end(SessionState.AUTH_FAILED, ErrorCode.AUTH_FAILED);
        } else if (saslComplete) {
            authenticated();
        } else {
            transport.stepSasl(SaslResponse.read(body).token());
        }
    }

    private void authenticated() {
        authenticating = false;
        deliver(WatchedEvent.State.SASL_AUTHENTICATED);
        goOn();
    }

    /** The answer to {@link Transport#probe}. */
    void onProbed(HostPort probed, boolean takesWrites, long time) {
        now = time;
        if (takesWrites && state == SessionState.CONNECTED_READ_ONLY) {
            servers.prefer(probed);
            loseConnection("it is read-only and " + probed + " is not");
        }
    }

    void onTime(long time) {
        now = time;
        if (time < nextDeadline()) {
            return;
        }
        switch (phase) {
            case WAITING -> connectNext();
            case CONNECTING, HANDSHAKE -> loseConnection(
                    "it did not take the session within " + attemptMillis() + " ms");
            case CONNECTED -> onTimeConnected();
            case NEW, ENDED -> {}
        }
    }

    /** When {@link #onTime} is due. */
    long nextDeadline() {
        return switch (phase) {
            case NEW, ENDED -> Long.MAX_VALUE;
            case WAITING, CONNECTING, HANDSHAKE -> phaseDeadline;
            case CONNECTED -> Math.min(Math.min(lastReceived + readMillis(), lastSent + pingMillis()), probeAt);
        };
    }

    // ---- connecting

    private void connectNext() {
        phase = Phase.CONNECTING;
        phaseDeadline = now + attemptMillis();
        server = servers.next();
        transport.connect(server);
    }

    private void onConnectResponse(ConnectResponse response) {
        if (response.timeOut() <= 0) {
            LOG.warn("{}: {} does not know it any more; its ephemeral znodes are gone", this, server);
            end(SessionState.EXPIRED, ErrorCode.SESSION_EXPIRED);
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
        lastSent = now;
        probeDelay = PROBE_DELAY_MILLIS;
        probeAt = response.readOnly() ? now + probeDelay : Long.MAX_VALUE;
        LOG.info(
                "{}: connected to {}, timeout {} ms{}",
                this,
                server,
                response.timeOut(),
                response.readOnly() ? ", read-only" : "");
        deliver(response.readOnly() ? WatchedEvent.State.CONNECTED_READ_ONLY : WatchedEvent.State.SYNC_CONNECTED);
        callbacks.complete(connected, null);
        authenticating = transport.beginSasl(server);
        saslComplete = false;
        if (!authenticating) {
            goOn();
        }
    }

    /** The server knows who we are, as far as that is SASL's business. */
    private void goOn() {
        auths.all().forEach(this::sendAuth);
        for (SetWatchesRequest request : SetWatches.requests(watches, eventsSeenTo)) {
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
        boolean hopeless = !wasConnected && servers.onFailure();
        if (wasConnected) {
            LOG.info("{}: lost {}: {}", this, server, why);
        } else {
            LOG.debug("{}: no connection to {}: {}", this, server, why);
        }
        server = null;
        authenticating = false;
        auths.onDisconnected();
        if (closeCall != null) {
            end(SessionState.CLOSED, ErrorCode.CONNECTION_LOSS);
            return;
        }
        state = SessionState.CONNECTING;
        phase = Phase.WAITING;
        phaseDeadline = now + servers.delayMillis();
        if (wasConnected || hopeless) {
            calls.failAll(ErrorCode.CONNECTION_LOSS);
        }
        if (wasConnected) {
            deliver(WatchedEvent.State.DISCONNECTED);
        }
    }

    /** The session is over. Calls that are still open fail with the given code, later ones as those of an expired session. */
    private void end(SessionState end, ErrorCode openCalls) {
        transport.disconnect();
        phase = Phase.ENDED;
        state = end;
        server = null;
        endCode = end == SessionState.AUTH_FAILED ? ErrorCode.AUTH_FAILED : ErrorCode.SESSION_EXPIRED;
        calls.failAll(openCalls);
        KeeperException cause = new KeeperException(endCode, null);
        auths.end(cause, callbacks);
        callbacks.fail(connected, cause);
        deliver(
                switch (end) {
                    case EXPIRED -> WatchedEvent.State.EXPIRED;
                    case AUTH_FAILED -> WatchedEvent.State.AUTH_FAILED;
                    default -> WatchedEvent.State.CLOSED;
                });
        watches.clear();
        callbacks.complete(closed, null);
    }

    // ---- time

    private void onTimeConnected() {
        if (now >= lastReceived + readMillis()) {
            loseConnection("nothing came from it for " + (now - lastReceived) + " ms");
            return;
        }
        if (now >= lastSent + pingMillis()) {
            send(Xid.PING, OpCode.PING, EmptyRequest.INSTANCE);
        }
        if (now >= probeAt) {
            probeDelay = Math.min(2 * probeDelay, PROBE_DELAY_MILLIS_MAX);
            probeAt = now + probeDelay;
            transport.probe(servers.next());
        }
    }

    /**
     * How long one server may take to accept the session: within the session's timeout every server gets its turn, and a server
     * that was caught while it started, and never answers, a second one.
     */
    private long attemptMillis() {
        return Math.max(1, identity.timeoutMillis() / Math.max(ATTEMPTS_PER_TIMEOUT, servers.size()));
    }

    /** A silent server is given up while there is time to reach another. */
    private long readMillis() {
        return identity.timeoutMillis() * 2L / 3;
    }

    private long pingMillis() {
        return identity.timeoutMillis() / 3;
    }

    // ---- sending

    private void sendSubmitted() {
        if (authenticating) {
            return;
        }
        boolean sent = calls.sendSubmitted(transport) > 0;
        if (closeCall != null && !closeSent && calls.isDrained()) {
            closeSent = true;
            calls.sendLast(closeCall, transport.out());
            sent = true;
        }
        if (sent) {
            lastSent = now;
        }
    }

    private void sendAuth(AuthList.Credential credential) {
        auths.onSent(credential);
        send(Xid.AUTH, OpCode.AUTH, credential.request());
    }

    private void send(int xid, int opCode, JuteRecord body) {
        Frames.appendRequest(transport.out(), xid, opCode, body);
        lastSent = now;
    }

    // ---- replies

    private void onReply(ReplyHeader header, JuteReader body) {
        switch (header.xid()) {
            case Xid.NOTIFICATION -> onNotification(header, WatcherEvent.read(body));
            case Xid.PING -> seen(header.zxid());
            case Xid.AUTH -> onAuthReply(header.err());
            case Xid.SASL -> onSaslReply(header.err(), body);
            case Xid.SET_WATCHES -> onSetWatchesReply(header);
            default -> onCallReply(header, body);
        }
    }

    private void onNotification(ReplyHeader header, WatcherEvent event) {
        if (event.path() == null) {
            throw new MalformedRecordException("watcherEvent.path: null (expected: a path)");
        }
        lastZxidSeen = Math.max(lastZxidSeen, header.zxid());
        WatchedEvent.Type type = WatchedEvent.Type.ofNotification(event.type());
        callbacks.deliver(
                new WatchedEvent(type, WatchedEvent.State.SYNC_CONNECTED, chroot.toClient(event.path()), header.zxid()),
                watches.trigger(type, event.path()));
    }

    private void onAuthReply(int err) {
        AuthList.Credential credential = auths.onReply();
        if (err != 0) {
            LOG.warn("{}: {} refused a credential: {}", this, server, ErrorCode.of(err));
            end(SessionState.AUTH_FAILED, ErrorCode.AUTH_FAILED);
        } else if (credential != null) {
            callbacks.complete(credential.accepted(), null);
        }
    }

    private void onSetWatchesReply(ReplyHeader header) {
        seen(header.zxid());
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
        seen(header.zxid());
        if (call == closeCall) {
            calls.dropHead();
            end(SessionState.CLOSED, ErrorCode.CONNECTION_LOSS);
        } else {
            calls.onReply(header, body);
        }
    }

    private void seen(long zxid) {
        lastZxidSeen = Math.max(lastZxidSeen, zxid);
        eventsSeenTo = Math.max(eventsSeenTo, zxid);
    }

    private void deliver(WatchedEvent.State change) {
        List<Watcher> all = new ArrayList<>();
        if (config.watcher() != null) {
            all.add(config.watcher());
        }
        for (Watcher each : watches.all()) {
            if (each != config.watcher()) {
                all.add(each);
            }
        }
        callbacks.deliver(WatchedEvent.ofSession(change), all);
    }

    @Override
    public String toString() {
        return "session 0x" + Long.toHexString(identity.sessionId());
    }
}

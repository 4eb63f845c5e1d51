package io.quorate.server.session;

import io.quorate.jute.proto.Id;
import io.quorate.quorum.Request;
import io.quorate.tree.acl.AuthPeer;
import io.quorate.tree.acl.AuthProvider;
import io.quorate.tree.acl.AuthProviders;
import java.util.ArrayDeque;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * One client connection and, once the handshake is done, the session that it carries: who the client is, which of its
 * requests wait, and what operators see of it. Used by its io loop only.
 */
public final class ClientSession implements AuthPeer {
    /** Where a connection stands. */
    enum State {
        /** Nothing was received yet, or only part of the first frame. */
        CONNECTING,
        /** The ConnectRequest is with the core. */
        OPENING,
        /** The session is established. */
        OPEN,
        /** Its last request waits to be answered; nothing that arrives after that one is looked at. */
        ENDING,
        /** Nothing is sent any more. */
        CLOSING
    }

    final ReplySink sink;
    final CnxnStats stats;
    /** Requests that wait, oldest first; the head is with the core. */
    final ArrayDeque<Pending> queue = new ArrayDeque<>();

    State state = State.CONNECTING;
    List<Id> authIds;
    long sessionId;
    int timeoutMillis;
    /** Whether the client sent the optional readOnly byte and hence expects one. */
    boolean speaksReadOnly;
    /** Whether it may be a session that only this server knows; one that is not any more counts as well. */
    boolean local;
    /** Whether reading was stopped because too many requests wait. */
    boolean paused;
    /** Whether nothing is read because the leadership changes, or because the server stops. */
    boolean held;
    /** Whether the session was heard of since the core was last told. */
    boolean touched;
    /** Its SASL exchange; null if it has begun none. */
    SaslGate.Exchange sasl;
    /** Whether a step of that is not answered yet. */
    boolean authenticating;
    /** The loop that serves this connection. */
    CommitProcessor owner;

    private boolean secure;
    private X500Principal certificateSubject;

    /**
     * A connection that was just accepted.
     *
     * @param authIds the identities that come with the connection itself, such as its address
     */
    public ClientSession(ReplySink sink, List<Id> authIds, long establishedWallMillis) {
        this.sink = sink;
        this.authIds = List.copyOf(authIds);
        this.stats = new CnxnStats(establishedWallMillis);
    }

    /** Whether the handshake has not even begun. */
    public boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** Whether the session is established. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Reads no more of what the client sends, until it is let go. */
    void hold() {
        held = true;
        sink.pauseReading();
    }

    /** What the core has been asked and has not answered, in order. */
    List<Request> asked() {
        return queue.stream()
                .filter(pending -> pending.atCore)
                .map(Pending::ask)
                .toList();
    }

    /** Reads on, unless there is another reason not to. */
    void letGo() {
        held = false;
        sink.resumeReading();
    }

    /** Whether it can go on under the next leader as if nothing had happened. */
    boolean survivesChangeOfLeader() {
        return (state == State.OPEN || state == State.ENDING) && !local;
    }

    /** Whether nothing that arrives is looked at any more. */
    public boolean isClosing() {
        return state == State.ENDING || state == State.CLOSING;
    }

    /** Whether what happens is no longer told to the client. */
    boolean isSilent() {
        return state == State.CLOSING;
    }

    /** Whether frames must not be read now. */
    public boolean isPaused() {
        return paused || held || authenticating || state == State.OPENING;
    }

    /** The session's id; 0 before it is established. */
    public long sessionId() {
        return sessionId;
    }

    /** The negotiated session timeout, ms; 0 before the session is established. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** The client's address, {@code /host:port}. */
    public String remoteAddress() {
        return sink.remoteAddress();
    }

    @Override
    public String address() {
        String remote = sink.remoteAddress();
        return remote.substring(1, remote.lastIndexOf(':'));
    }

    /**
     * The connection is encrypted; has to come before its first frame.
     *
     * @param subject whom the client's certificate is for, once it was verified; null if it has none
     * @param provider makes ids of certificates
     * @return false if the provider refuses the certificate
     */
    public boolean secured(X500Principal subject, AuthProvider provider) {
        secure = true;
        certificateSubject = subject;
        if (subject == null) {
            return true;
        }
        List<Id> added = provider.authenticate(this, null).orElse(null);
        if (added != null) {
            authIds = AuthProviders.merge(authIds, added);
        }
        return added != null;
    }

    /** Whether the connection is encrypted. */
    public boolean isSecure() {
        return secure;
    }

    @Override
    public X500Principal certificateSubject() {
        return certificateSubject;
    }

    /** How many requests wait for their answer. */
    public int outstanding() {
        return queue.size();
    }

    /** What was counted of this connection. */
    public CnxnStats stats() {
        return stats;
    }

    @Override
    public String toString() {
        return sink.remoteAddress() + (sessionId == 0 ? "" : " session 0x" + Long.toHexString(sessionId));
    }
}

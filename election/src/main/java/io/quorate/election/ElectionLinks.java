package io.quorate.election;

import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides who dials whom on the election ports, which of two connections survives, and what is sent on it (spec:
 * election-protocol §1 to §3). One thread, never re-entrant; times are milliseconds of one monotonic clock.
 *
 * <p>The connection dialled by the larger sid survives. The smaller sid dials only to be called back:
 *
 * <pre>
 *   1 ── dial, "I am 1" ──► 2      closed by both
 *   1 ◄── dial, "I am 2" ── 2      stays; replaces an older one
 * </pre>
 *
 * <p>For each server one message may wait; a newer one replaces it. What was sent last is sent again on a new connection if
 * nothing waits, because the end of an old connection may have swallowed it.
 */
public final class ElectionLinks {
    /** Stands for the number of a connection that was not taken. */
    public static final long REFUSED = 0;

    private static final long NEVER = Long.MAX_VALUE;

    private final long ownSid;
    private final LinkOptions options;
    private final LinkEffects effects;
    private final Map<Long, Connection> connections = new TreeMap<>();
    private final Map<Long, Peer> peers = new TreeMap<>();

    private EnsembleView view;
    private List<HostPort> ownAddresses;
    private long lastConnection;

    /**
     * No connection yet.
     *
     * @param view has to contain this server, for the address under which it introduces itself
     */
    public ElectionLinks(long ownSid, EnsembleView view, LinkOptions options, LinkEffects effects) {
        this.ownSid = ownSid;
        this.options = options;
        this.effects = effects;
        if (view.member(ownSid) == null) {
            throw new IllegalArgumentException("server " + ownSid + ": not in " + view + " (expected: a line for it)");
        }
        setView(view);
    }

    private void setView(EnsembleView newView) {
        view = newView;
        QuorumServer self = newView.member(ownSid);
        if (self != null) {
            ownAddresses = self.electionAddresses();
        }
    }

    /** Where this server listens for elections, as the others are told; the newest that is known. */
    public List<HostPort> ownAddresses() {
        return ownAddresses;
    }

    /** Sends a notification when it can; until then it waits, in place of an older one. */
    public void send(long sid, Notification notification, long nowMillis) {
        if (sid == ownSid) {
            throw new IllegalArgumentException("sid: " + sid + " (expected: another server's)");
        }
        Peer peer = peer(sid);
        peer.waiting = notification;
        if (peer.link == null) {
            dial(peer, nowMillis);
        } else {
            flush(peer);
        }
        forgetIfUseless(peer);
        reportChanges();
    }

    private Peer peer(long sid) {
        return peers.computeIfAbsent(sid, Peer::new);
    }

    private void flush(Peer peer) {
        if (peer.waiting != null && !peer.link.writing) {
            peer.last = peer.waiting;
            peer.waiting = null;
            peer.link.writing = true;
            effects.write(peer.link.id, peer.last);
        }
    }

    /** The notification has left: the next one may. */
    public void onWritten(long connection) {
        Connection written = connections.get(connection);
        if (written != null) {
            written.writing = false;
            if (written.peer != null && written.peer.link == written) {
                flush(written.peer);
            }
        }
    }

    /** Dials a server that is not being dialled, at the addresses that the configurations have for it. */
    private void dial(Peer peer, long nowMillis) {
        boolean calledBefore =
                peer.calledAtMillis != NEVER && nowMillis - peer.calledAtMillis < options.callBackMillis();
        if (peer.dial == null && !calledBefore) {
            dial(peer, configuredAddresses(peer.sid), nowMillis);
        }
    }

    /** In the committed configuration; those of the last seen one are for the case that the first do not answer. */
    private List<List<HostPort>> configuredAddresses(long sid) {
        Set<List<HostPort>> choices = new LinkedHashSet<>();
        choices.add(view.committed().electionAddresses(sid));
        choices.add(view.lastSeen().electionAddresses(sid));
        choices.remove(List.<HostPort>of());
        return List.copyOf(choices);
    }

    private void dial(Peer peer, List<List<HostPort>> choices, long nowMillis) {
        if (choices.isEmpty()) {
            return;
        }
        Connection dial = newConnection(nowMillis + options.dialMillisMax());
        dial.peer = peer;
        dial.otherChoices = choices.subList(1, choices.size());
        peer.dial = dial;
        effects.dial(dial.id, peer.sid, choices.get(0));
    }

    private Connection newConnection(long deadlineMillis) {
        lastConnection++;
        Connection connection = new Connection(lastConnection, deadlineMillis);
        connections.put(connection.id, connection);
        return connection;
    }

    /** A dial succeeded. */
    public void onDialled(long connection, long nowMillis) {
        Connection dialled = connections.get(connection);
        if (dialled == null) {
            return;
        }
        Peer peer = dialled.peer;
        peer.dial = null;
        peer.unreachable = false;
        dialled.deadlineMillis = NEVER;
        effects.introduce(connection, introduction());
        if (ownSid > peer.sid) {
            establish(peer, dialled, nowMillis);
        } else {
            peer.calledAtMillis = nowMillis;
            close(dialled);
        }
        reportChanges();
    }

    private InitialMessage introduction() {
        return options.multiAddress()
                ? new InitialMessage(InitialMessage.V2, ownSid, ownAddresses)
                : new InitialMessage(InitialMessage.V1, ownSid, ownAddresses.subList(0, 1));
    }

    /** Somebody dialled us: the number of the connection, or {@link #REFUSED} if it is to be closed at once. */
    public long onAccepted(long nowMillis) {
        long unidentified =
                connections.values().stream().filter(Connection::isUnidentified).count();
        if (unidentified >= options.unidentifiedMax()) {
            effects.warn(LinkWarning.TOO_MANY_CONNECTIONS, REFUSED, Peer.UNKNOWN);
            return REFUSED;
        }
        return newConnection(nowMillis + options.setUpMillisMax()).id;
    }

    private void refuse(Connection connection, LinkWarning why, long sid) {
        effects.warn(why, connection.id, sid);
        close(connection);
    }

    /** The peer of a connection that we accepted has said who it is. */
    public void onInitialMessage(long connection, InitialMessage message, long nowMillis) {
        Connection accepted = connections.get(connection);
        if (accepted == null || !accepted.isUnidentified()) {
            return;
        }
        long sid = message.sid();
        boolean stranger = view.member(sid) == null;
        if (sid == ownSid) {
            refuse(accepted, LinkWarning.OWN_SID, sid);
        } else if (sid == InitialMessage.ANONYMOUS || sid < 0) {
            refuse(accepted, LinkWarning.ANONYMOUS, sid);
        } else if (stranger && !peers.containsKey(sid) && strangers() >= options.strangersMax()) {
            refuse(accepted, LinkWarning.TOO_MANY_STRANGERS, sid);
        } else {
            if (stranger) {
                effects.warn(LinkWarning.STRANGER, connection, sid);
            }
            welcome(accepted, message, nowMillis);
        }
        reportChanges();
    }

    private long strangers() {
        return peers.keySet().stream().filter(sid -> view.member(sid) == null).count();
    }

    private void welcome(Connection accepted, InitialMessage message, long nowMillis) {
        Peer peer = peer(message.sid());
        if (message.sid() < ownSid) {
            close(accepted);
            if (peer.link != null) {
                close(peer.link);
            }
            callBack(peer, message.dialableAddresses(), nowMillis);
            forgetIfUseless(peer);
        } else {
            if (peer.link != null && !peer.addresses.equals(message.addresses())) {
                effects.warn(LinkWarning.SID_MOVED, accepted.id, peer.sid);
            }
            peer.addresses = message.addresses();
            accepted.peer = peer;
            accepted.deadlineMillis = NEVER;
            establish(peer, accepted, nowMillis);
        }
    }

    /** Dials a smaller sid that has asked for it, where it says that it is. */
    private void callBack(Peer peer, List<HostPort> addresses, long nowMillis) {
        if (peer.dial == null) {
            List<List<HostPort>> choices = new ArrayList<>(configuredAddresses(peer.sid));
            if (!addresses.isEmpty()) {
                choices.remove(addresses);
                choices.add(0, addresses);
            }
            dial(peer, choices, nowMillis);
        }
    }

    /** From now on this is the connection to the peer. */
    private void establish(Peer peer, Connection connection, long nowMillis) {
        Connection old = peer.link;
        peer.link = connection;
        connection.establishedMillis = nowMillis;
        peer.calledAtMillis = NEVER;
        peer.unreachable = false;
        if (old != null) {
            close(old);
        }
        if (peer.waiting == null) {
            peer.waiting = peer.last;
        }
        flush(peer);
    }

    /** A notification came in over this connection. */
    public void onNotification(long connection, Notification notification) {
        Connection from = connections.get(connection);
        if (from != null && from.peer != null && from.peer.link == from) {
            effects.received(from.peer.sid, notification);
        }
    }

    /** A dial failed, or a connection ended that we did not close. */
    public void onClosed(long connection, long nowMillis) {
        Connection closed = connections.remove(connection);
        if (closed == null || closed.peer == null) {
            return;
        }
        Peer peer = closed.peer;
        if (peer.dial == closed) {
            peer.dial = null;
            peer.unreachable = true;
            dial(peer, closed.otherChoices, nowMillis);
        }
        if (peer.link == closed) {
            peer.link = null;
            redial(peer, closed, nowMillis);
        }
        forgetIfUseless(peer);
        reportChanges();
    }

    /**
     * The end of a connection may have swallowed what was sent last; and whether the server can still be reached decides how soon
     * an election may end. A connection that ends as soon as it is made is not made again before there is something to send.
     */
    private void redial(Peer peer, Connection ended, long nowMillis) {
        if (peer.last != null && nowMillis - ended.establishedMillis >= options.callBackMillis()) {
            dial(peer, nowMillis);
        }
    }

    private void close(Connection connection) {
        connections.remove(connection.id);
        Peer peer = connection.peer;
        if (peer != null) {
            peer.dial = peer.dial == connection ? null : peer.dial;
            peer.link = peer.link == connection ? null : peer.link;
        }
        effects.close(connection.id);
    }

    /** Other configurations count from now on: connections to addresses that a server no longer has are closed. */
    public void onEnsembles(EnsembleView newView, long nowMillis) {
        EnsembleView oldView = view;
        setView(newView);
        for (Peer peer : List.copyOf(peers.values())) {
            List<HostPort> before = electionAddresses(oldView, peer.sid);
            List<HostPort> after = electionAddresses(newView, peer.sid);
            if (!before.isEmpty() && !after.isEmpty() && !before.equals(after)) {
                drop(peer);
                if (peer.waiting != null) {
                    dial(peer, nowMillis);
                }
            }
            forgetIfUseless(peer);
        }
        reportChanges();
    }

    private static List<HostPort> electionAddresses(EnsembleView view, long sid) {
        QuorumServer member = view.member(sid);
        return member == null ? List.of() : member.electionAddresses();
    }

    private void drop(Peer peer) {
        if (peer.dial != null) {
            close(peer.dial);
        }
        if (peer.link != null) {
            close(peer.link);
        }
    }

    /** Nothing is kept of a stranger that is not connected. */
    private void forgetIfUseless(Peer peer) {
        if (peer.link == null && peer.dial == null && view.member(peer.sid) == null) {
            peers.remove(peer.sid);
        }
    }

    /** Gives up dials, and peers that do not say who they are, at their deadlines. */
    public void onTime(long nowMillis) {
        for (Connection connection : List.copyOf(connections.values())) {
            if (connection.deadlineMillis > nowMillis) {
                continue;
            }
            if (connection.isUnidentified()) {
                refuse(connection, LinkWarning.SILENT, Peer.UNKNOWN);
            } else {
                effects.close(connection.id);
                onClosed(connection.id, nowMillis);
            }
        }
    }

    /** When {@link #onTime} has something to do; {@link Long#MAX_VALUE} if never. */
    public long nextDeadlineMillis() {
        long next = NEVER;
        for (Connection connection : connections.values()) {
            next = Math.min(next, connection.deadlineMillis);
        }
        return next;
    }

    /** Closes everything. */
    public void closeAll() {
        for (Connection connection : List.copyOf(connections.values())) {
            close(connection);
        }
        reportChanges();
    }

    /** The last thing that any call does, so that only lasting changes are told. */
    private void reportChanges() {
        for (Peer peer : List.copyOf(peers.values())) {
            LinkState now = peer.state();
            if (now != peer.reported) {
                peer.reported = now;
                effects.linkChanged(peer.sid, now);
            }
        }
    }

    /** The state of the connection to a server. */
    public LinkState linkState(long sid) {
        Peer peer = peers.get(sid);
        return peer == null ? LinkState.PENDING : peer.state();
    }

    /** One other server. */
    private static final class Peer {
        static final long UNKNOWN = -1;

        final long sid;
        Connection link;
        Connection dial;
        /** To be sent as soon as possible. */
        Notification waiting;
        /** Sent last, over whichever connection. */
        Notification last;
        /** When we last asked it to dial us, as long as it has not. */
        long calledAtMillis = NEVER;
        /** Under which it introduced itself last. */
        List<HostPort> addresses = List.of();

        /** Whether the last dial failed. */
        boolean unreachable;
        /** What was said last. */
        LinkState reported = LinkState.PENDING;

        Peer(long sid) {
            this.sid = sid;
        }

        LinkState state() {
            if (link != null) {
                return LinkState.UP;
            }
            return unreachable && dial == null ? LinkState.DOWN : LinkState.PENDING;
        }
    }

    /** One connection, from the dial or the accept on. */
    private static final class Connection {
        final long id;
        /** Of the dial, or for the initial message. */
        long deadlineMillis;
        /** Null as long as it is not known who is at the other end. */
        Peer peer;

        /** When it became the connection to its peer. */
        long establishedMillis;

        boolean writing;
        List<List<HostPort>> otherChoices = List.of();

        Connection(long id, long deadlineMillis) {
            this.id = id;
            this.deadlineMillis = deadlineMillis;
        }

        boolean isUnidentified() {
            return peer == null;
        }
    }
}

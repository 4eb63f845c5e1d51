package io.quorate.quorum;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.MalformedEnsembleException;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.quorum.SessionTouches;
import io.quorate.jute.quorum.SessionValidity;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that follows a leader: takes over its history, then logs what it proposes and applies what it commits (spec: zab-protocol
 * §4, §5.2, §8).
 *
 * <pre>
 *   CONNECTING       dials the leader, which may not yet know that it is one
 *   DISCOVERY        promises the leader's epoch, on disk before it says so
 *   SYNCHRONIZATION  takes over the leader's history
 *   ACCEPTED         all of it is on disk, then the epoch; the leader is told
 *   BROADCAST        clients are served
 * </pre>
 *
 * <p>Durability follows from the one queue to the disk: history, epoch, acknowledgement (spec: zab-protocol §5.3). Proposals are applied
 * to {@code head} as they come and become visible when they are committed.
 */
abstract sealed class Learner implements Role permits Follower, Observer {
    private enum Stage {
        CONNECTING,
        DISCOVERY,
        SYNCHRONIZATION,
        ACCEPTED,
        BROADCAST
    }

    final PeerContext context;
    private final RoleExit exit;
    private final long leaderSid;
    /** Whom this server is connected to, or connects to: the leader, or a follower that serves observers. */
    private long masterSid;

    private final Connections connections;
    private final LearnerRequests requests;
    private final LeaderDial dial;
    private final List<Proposal> toAppend = new ArrayList<>();
    private final Publication publication;
    private final ArrayDeque<QuorumPacket> held = new ArrayDeque<>();

    private Stage stage = Stage.CONNECTING;
    private long connection;
    private long silenceDeadlineMillis = Long.MAX_VALUE;
    private long epoch;
    private boolean synced;
    private boolean truncating;
    private boolean waitsForDisk;
    /** The tree that this server had before it was sent another, as long as that one is not on its disk; else null. */
    private DataTree beforeSnapshot;

    /** Hands out numbers of connections, none twice. */
    interface Connections {
        long next();
    }

    Learner(PeerContext context, RoleExit exit, long leaderSid, Connections connections) {
        this.context = context;
        this.exit = exit;
        this.leaderSid = leaderSid;
        this.masterSid = leaderSid;
        this.connections = connections;
        this.publication = new Publication(context);
        this.requests = new LearnerRequests(context, this::toLeader);
        this.dial = new LeaderDial(context, this::connect);
    }

    /** How this server introduces itself: FOLLOWERINFO or OBSERVERINFO. */
    abstract int infoType();

    /** Notes a proposal that is not yet committed. */
    abstract void onProposed(long zxid);

    /** Notes that a proposal is committed; and in force, if it is a reconfiguration and this names who leads from now on. */
    abstract void onCommitted(Proposal proposal, long designatedLeader);

    /** Tells the leader what has become durable and was not told yet. */
    abstract void acknowledge();

    /** How long to wait before connecting, ms. */
    abstract long delayMillis();

    /** Whether transactions are logged. */
    abstract boolean logs();

    /** Whom to connect to, asked before each attempt. */
    abstract long chooseMaster();

    /** Where that one listens for servers like this one. */
    abstract List<HostPort> addressesOf(QuorumServer master);

    /** The leader ends in an orderly way. */
    abstract void onHandOver();

    /** Clients are served from now on. */
    abstract void onServing(long establishedEpoch);

    // ---- connecting

    /** Begins. */
    void start() {
        dial.start(delayMillis());
    }

    private void connect() {
        masterSid = chooseMaster();
        QuorumServer master = context.view.member(masterSid);
        if (master == null) {
            exit.leave("server " + masterSid + " was elected, but is in no configuration that is known here");
            return;
        }
        connection = connections.next();
        context.effects.connectLeader(connection, masterSid, addressesOf(master));
    }

    void onOpened(long opened) {
        if (opened == connection && stage == Stage.CONNECTING) {
            stage = Stage.DISCOVERY;
            dial.done();
            silenceDeadlineMillis = context.nowMillis + context.initLimitMillis();
            LearnerInfo info =
                    new LearnerInfo(context.sid(), context.view.committed().version());
            toLeader(new QuorumPacket(infoType(), Zxid.of(context.acceptedEpoch, 0), info.toBytes()));
        }
    }

    void onClosed(long closed, String reason) {
        if (closed != connection) {
            return;
        }
        connection = 0;
        if (stage != Stage.CONNECTING || !dial.goesOn()) {
            exit.leave("lost " + master() + ": " + reason
                    + (stage == Stage.DISCOVERY ? " without a word; if it refuses this server, its log says why" : ""));
        }
    }

    private String master() {
        return (masterSid == leaderSid ? "the leader, server " : "the server of observers, server ") + masterSid;
    }

    // ---- time

    @Override
    public void onTime() {
        requests.locals().onTime();
        if (dial.tryAgain()) {
            return;
        }
        if (dial.isLate()) {
            exit.leave("could not connect to " + master() + ", in time");
        } else if (context.nowMillis >= silenceDeadlineMillis) {
            exit.leave("nothing was heard of " + master() + ", for too long");
        }
    }

    @Override
    public long nextDeadlineMillis() {
        long ofSessions = requests.locals().nextDeadlineMillis();
        return Math.min(dial.nextDeadlineMillis(), Math.min(silenceDeadlineMillis, ofSessions));
    }

    // ---- packets

    void onPacket(long from, QuorumPacket packet) {
        if (from != connection) {
            return;
        }
        heard();
        if (truncating) {
            held.addLast(packet);
            return;
        }
        try {
            handle(packet);
        } catch (MalformedRecordException e) {
            exit.leave(PacketType.name(packet.type()) + " of " + master() + ", does not parse: " + e.getMessage());
        }
    }

    private void heard() {
        long limit = stage == Stage.BROADCAST ? context.syncLimitMillis() : context.initLimitMillis();
        silenceDeadlineMillis = waitsForDisk ? Long.MAX_VALUE : context.nowMillis + limit;
    }

    /** While the leader waits for us, and we for our disk, it has nothing to say; that it is gone would show in the connection. */
    private void waitForDisk(boolean waits) {
        waitsForDisk = waits;
        heard();
    }

    private void handle(QuorumPacket packet) {
        if (stage == Stage.DISCOVERY) {
            onLeaderInfo(packet);
        } else if (stage == Stage.SYNCHRONIZATION && !synced && packet.type() != PacketType.PING) {
            onFirst(packet);
        } else {
            onStreamed(packet);
        }
    }

    private void onStreamed(QuorumPacket packet) {
        switch (packet.type()) {
            case PacketType.PROPOSAL -> onProposal(packet);
            case PacketType.COMMIT -> onCommit(packet.zxid(), RoleExit.ANYBODY);
            case PacketType.INFORM -> {
                onProposal(packet);
                onCommit(packet.zxid(), RoleExit.ANYBODY);
            }
            case PacketType.COMMITANDACTIVATE -> {
                long designated = reader(packet).readLong("designatedLeader");
                onCommit(packet.zxid(), designated);
                activate(designated);
            }
            case PacketType.INFORMANDACTIVATE -> {
                JuteReader in = reader(packet);
                long designated = in.readLong("designatedLeader");
                onProposal(new QuorumPacket(PacketType.PROPOSAL, packet.zxid(), in.readRemaining()));
                onCommit(packet.zxid(), designated);
                activate(designated);
            }
            case PacketType.NEWLEADER -> onNewLeader(packet);
            case PacketType.UPTODATE -> onUpToDate();
            case PacketType.PING -> onPing(packet);
            case PacketType.SYNC -> {
                publication.flush();
                requests.onSync();
            }
            case PacketType.REVALIDATE -> requests.onRevalidated(SessionValidity.read(reader(packet)));
            default -> {
                // Other servers ignore what they do not know, and so may we.
            }
        }
    }

    private static JuteReader reader(QuorumPacket packet) {
        if (packet.data() == null) {
            throw new MalformedRecordException("no data");
        }
        return JuteReader.of(packet.data());
    }

    // ---- discovery

    private void onLeaderInfo(QuorumPacket packet) {
        if (packet.type() != PacketType.LEADERINFO) {
            exit.leave("server " + masterSid + " began with " + packet + " (expected: LEADERINFO)");
            return;
        }
        epoch = Zxid.epoch(packet.zxid());
        if (epoch < context.acceptedEpoch) {
            exit.leave("server " + masterSid + " leads epoch " + epoch + ", but epoch " + context.acceptedEpoch
                    + " was promised to another");
            return;
        }
        stage = Stage.SYNCHRONIZATION;
        if (epoch == context.acceptedEpoch) {
            sendAckEpoch(-1);
        } else {
            long promised = epoch;
            context.disk.storeAcceptedEpoch(
                    promised, () -> context.acceptedEpoch = promised, () -> sendAckEpoch((int) context.currentEpoch));
        }
    }

    private void sendAckEpoch(int currentEpoch) {
        byte[] data = ByteBuffer.allocate(Integer.BYTES).putInt(currentEpoch).array();
        toLeader(new QuorumPacket(
                PacketType.ACKEPOCH, context.database.committed().lastZxid(), data));
    }

    // ---- synchronization

    private void onFirst(QuorumPacket packet) {
        synced = true;
        if (packet.type() == PacketType.DIFF) {
            publication.begin();
            context.showConfig();
        } else if (packet.type() == PacketType.TRUNC) {
            context.effects.tell(
                    "Dropping what the leader does not have: everything after " + Zxid.toText(packet.zxid()));
            truncating = true;
            waitForDisk(true);
            context.disk.truncate(packet.zxid(), this::truncated);
        } else {
            exit.leave("server " + masterSid + " sent " + packet + " (expected: DIFF, TRUNC or SNAP)");
        }
    }

    private void truncated() {
        truncating = false;
        waitForDisk(false);
        context.showConfig();
        while (!held.isEmpty() && !truncating) {
            onPacket(connection, held.pollFirst());
        }
        flush();
    }

    /** As long as a tree comes, the leader is there. */
    void onProgress(long from) {
        if (from == connection) {
            heard();
        }
    }

    void onSnapshot(long from, DataTree tree) {
        if (from != connection) {
            return;
        }
        heard();
        if (stage != Stage.SYNCHRONIZATION || synced) {
            exit.leave("server " + masterSid + " sent a SNAP behind other data");
            return;
        }
        synced = true;
        context.effects.tell("Took over a snapshot of the leader: " + tree);
        beforeSnapshot = context.database.committed();
        context.database.reset(tree, List.of());
        context.showConfig();
    }

    private void onNewLeader(QuorumPacket packet) {
        if (stage != Stage.SYNCHRONIZATION || Zxid.epoch(packet.zxid()) != epoch) {
            exit.leave(
                    "server " + masterSid + " sent " + packet + " (expected: one NEWLEADER, of epoch " + epoch + ")");
            return;
        }
        if (packet.data() != null && packet.data().length > 1) {
            try {
                Ensemble theirs = Ensemble.parse(new String(packet.data(), StandardCharsets.UTF_8));
                context.compareLists(masterSid, theirs);
                context.takeOver(theirs);
            } catch (MalformedEnsembleException e) {
                exit.leave("the configuration in NEWLEADER does not parse: " + e.getMessage());
                return;
            }
        }
        stage = Stage.ACCEPTED;
        waitForDisk(true);
        if (beforeSnapshot != null && logs()) {
            // Only now: before, it may have held parts of transactions that came behind it (spec: zab-protocol §5.1),
            // and a sync
            // that breaks off must leave nothing behind (hazard S10).
            context.disk.install(context.database.committed());
            toAppend.clear();
            toAppend.addAll(context.database.pending());
        }
        beforeSnapshot = null;
        // Behind the history in the queue to the disk, so that the epoch is never there before it (hazard S1).
        flush();
        long established = epoch;
        if (!logs()) {
            // The epoch on the disk says whose history is there, and that has not changed.
            context.currentEpoch = established;
            context.unlogged = true;
            waitForDisk(false);
            sendAckNewLeader();
            return;
        }
        context.disk.storeCurrentEpoch(established, () -> context.currentEpoch = established, () -> {
            context.lost = false;
            waitForDisk(false);
            sendAckNewLeader();
        });
    }

    private void sendAckNewLeader() {
        toLeader(new QuorumPacket(PacketType.ACK, Zxid.of(epoch, 0), null));
    }

    private void onUpToDate() {
        if (stage != Stage.ACCEPTED || context.currentEpoch != epoch) {
            exit.leave("server " + masterSid + " sent UPTODATE (expected: NEWLEADER, and our acknowledgement, before)");
            return;
        }
        stage = Stage.BROADCAST;
        heard();
        if (context.isChangeCommitted(epoch)) {
            boolean wasObserver = context.view.committed().isObserver(context.sid());
            context.changeView(context.view.withCommitted(context.view.lastSeen()));
            if (context.view.committed().isObserver(context.sid()) != wasObserver) {
                exit.leave("the leader's configuration gives this server another part");
                return;
            }
        }
        // What was sent may be of the time before the committed configuration, of which others have told.
        context.showConfig();
        sendAckNewLeader();
        context.effects.tell("Following server " + masterSid + " in epoch " + epoch + " from zxid "
                + Zxid.toText(context.database.committed().lastZxid()));
        publication.serve();
        acknowledge();
        onServing(epoch);
    }

    // ---- transactions

    private void onProposal(QuorumPacket packet) {
        if (packet.zxid() <= context.database.head().lastZxid()) {
            // In the history and proposed again (hazard P2).
            return;
        }
        if (!History.follows(context.database.head().lastZxid(), packet.zxid())) {
            exit.leave("server " + masterSid + " proposed zxid " + Zxid.toText(packet.zxid())
                    + " (expected: the one after "
                    + Zxid.toText(context.database.head().lastZxid()) + ")");
            return;
        }
        if (packet.data() == null) {
            throw new MalformedRecordException("no data");
        }
        TxnEntry entry = TxnEntry.decode(packet.data(), context.ensemble.fieldBytesMax());
        if (entry.header().zxid() != packet.zxid()) {
            throw new MalformedRecordException(
                    "zxid " + Zxid.toText(entry.header().zxid()) + " in a packet of " + Zxid.toText(packet.zxid()));
        }
        Proposal proposal = new Proposal(entry, packet.data(), apply(entry), requests.askedFor(entry.header()));
        context.database.propose(proposal);
        if (beforeSnapshot == null) {
            context.compareDigest(entry, proposal.after());
        }
        if (entry.header().type() == OpCode.RECONFIG) {
            context.onProposed(ConfigNode.read(entry.txn()));
        }
        // Even if it never comes to NEWLEADER, what is in memory is not on the disk.
        context.unlogged |= !logs();
        if (logs()) {
            context.logged(proposal);
            toAppend.add(proposal);
        }
        onProposed(proposal.zxid());
    }

    /** The configuration that was committed last is in force; this server may have to take another role in it. */
    private void activate(long designatedLeader) {
        if (!context.view.isChanging()) {
            return;
        }
        boolean wasObserver = context.view.committed().isObserver(context.sid());
        context.changeView(context.view.withCommitted(context.view.lastSeen()));
        context.effects.tell("The ensemble is now " + context.view.committed());
        if (context.view.committed().isObserver(context.sid()) != wasObserver) {
            exit.leave("the ensemble has changed and gives this server another part", designatedLeader);
        } else if (designatedLeader != leaderSid) {
            exit.leave("the ensemble has changed and server " + designatedLeader + " is to lead it", designatedLeader);
        }
    }

    /** A tree of another server may already hold parts of the transactions that are sent behind it (spec: zab-protocol §5.1). */
    private Applied apply(TxnEntry entry) {
        DataTree head = context.database.head();
        return beforeSnapshot == null
                ? head.apply(entry.header(), entry.txn())
                : head.applyLenient(entry.header(), entry.txn());
    }

    private void onCommit(long zxid, long designatedLeader) {
        ArrayDeque<Proposal> pending = context.database.pending();
        if (zxid <= context.database.committed().lastZxid()) {
            return;
        }
        if (pending.isEmpty() || pending.peekFirst().zxid() != zxid) {
            exit.leave("server " + masterSid + " committed zxid " + Zxid.toText(zxid) + " (expected: "
                    + (pending.isEmpty() ? "nothing, for nothing is proposed" : pending.peekFirst()) + ")");
            return;
        }
        Proposal proposal = context.commit();
        onCommitted(proposal, designatedLeader);
        requests.onCommitted(proposal);
        publication.add(proposal);
    }

    @Override
    public void flush() {
        if (!toAppend.isEmpty() && beforeSnapshot == null) {
            context.disk.append(List.copyOf(toAppend));
            toAppend.clear();
        }
        publication.flush();
        if (stage == Stage.BROADCAST && logs()) {
            context.snapshotIfDue();
        }
    }

    @Override
    public void onLogged() {
        if (stage == Stage.BROADCAST) {
            acknowledge();
        }
    }

    void toLeader(QuorumPacket packet) {
        context.effects.toLeader(connection, packet);
    }

    /** While it brings us up to date a leader expects nothing but our acknowledgement, and drops us for anything else. */
    private void onPing(QuorumPacket packet) {
        if (stage != Stage.BROADCAST) {
            return;
        }
        if (HandOver.isIn(packet)) {
            onHandOver();
            exit.handOver(master() + ", hands over");
            return;
        }
        toLeader(
                new QuorumPacket(PacketType.PING, packet.zxid(), new SessionTouches(requests.takeTouched()).toBytes()));
    }

    // ---- clients

    @Override
    public void onRequests(List<Request> batch) {
        if (stage == Stage.BROADCAST) {
            batch.forEach(requests::onRequest);
        }
    }

    @Override
    public void onReopen(Reopen reopen) {
        if (stage == Stage.BROADCAST) {
            requests.onReopen(reopen);
        }
    }

    @Override
    public void onTouched(List<Long> sessionIds) {
        sessionIds.forEach(requests::touch);
    }

    // ---- learners are for leaders

    @Override
    public void onLearnerOpened(long learner, String address) {
        context.effects.closeLearner(learner, "this server does not lead");
    }

    @Override
    public void end() {
        flush();
        if (beforeSnapshot != null) {
            context.database.reset(beforeSnapshot, List.of());
        }
        if (connection != 0) {
            context.effects.closeLeader(connection);
            connection = 0;
        }
    }

    // ---- what others ask

    @Override
    public String phase() {
        return switch (stage) {
            case CONNECTING, DISCOVERY -> "discovery";
            case SYNCHRONIZATION, ACCEPTED -> "synchronization";
            case BROADCAST -> "broadcast";
        };
    }

    @Override
    public boolean isServing() {
        return stage == Stage.BROADCAST;
    }

    long leaderSid() {
        return leaderSid;
    }

    long masterSid() {
        return masterSid;
    }

    LearnerRequests requests() {
        return requests;
    }
}

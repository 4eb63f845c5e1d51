package io.quorate.tests.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.QuorumPeer;
import io.quorate.tests.sim.check.Ledger;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.SnapshotDecoder;
import io.quorate.txnlog.SnapshotEncoder;
import io.quorate.txnlog.TxnRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The connections between leader and learners of one process, with the real bytes. */
final class QuorumPort {
    private static final String SNAP_SIGNATURE = "BenWasHere";
    private static final int SNAP_PIECES_MAX = 16;
    private static final int SNAP_PIECE_BYTES_MIN = 128;

    private final ServerProcess process;
    private final SplittableRandom random;
    private final Ledger ledger;
    private final Marks marks;
    private final Bug bug;
    private final Map<Long, ToLeader> leaders = new HashMap<>();
    private final Map<Long, ToLearner> learners = new HashMap<>();
    private long lastLearner;
    private boolean servesObservers;

    QuorumPort(ServerProcess process, SplittableRandom random) {
        this.process = process;
        this.random = random;
        this.ledger = process.simulation().ledger;
        this.marks = process.simulation().marks;
        this.bug = process.simulation().bug;
    }

    // ---- this server as a learner

    void connectLeader(long connection, long sid, List<HostPort> addresses) {
        boolean isLeader = addresses.get(0).port() != Simulation.OBSERVER_PORT;
        ToLeader link = new ToLeader(connection);
        leaders.put(connection, link);
        link.end = process.simulation()
                .network
                .dial(
                        process,
                        process.simulation().server(sid),
                        isLeader ? SimNetwork.Port.QUORUM : SimNetwork.Port.OBSERVERS,
                        end -> {
                            end.listen(
                                    bytes -> process.input(
                                            "leader bytes", core -> core.together(() -> link.take(bytes))),
                                    reason -> leaderClosed(link, reason));
                            process.trace(
                                    Trace.Kind.LINK,
                                    sid,
                                    () -> "connected to " + (isLeader ? "leader " : "follower ") + sid);
                            process.input("leader opened", core -> core.onLeaderOpened(connection));
                        },
                        reason -> leaderClosed(link, reason));
    }

    private void leaderClosed(ToLeader link, String reason) {
        if (leaders.remove(link.connection) != null) {
            link.cutShort();
            process.trace(Trace.Kind.LINK, 0, () -> "leader connection " + link.connection + ": " + reason);
            process.input("leader closed", core -> core.onLeaderClosed(link.connection, reason));
        }
    }

    void toLeader(long connection, QuorumPacket packet) {
        ToLeader link = leaders.get(connection);
        if (link == null) {
            return;
        }
        if (packet.type() == PacketType.ACK && process.keepsLog()) {
            ledger.acknowledges(process.id(), packet.zxid());
        } else if (packet.type() == PacketType.ACKEPOCH) {
            ledger.acknowledgesEpoch(process.id(), link.epoch);
        }
        acknowledgeFirst(link, packet);
        link.end.send(ElectionPort.Bytes.of(packet));
    }

    /** As other servers may: what was proposed in the meantime and is durable is acknowledged before NEWLEADER. */
    private void acknowledgeFirst(ToLeader link, QuorumPacket packet) {
        long durable = ledger.log(process.id()).durable().zxid();
        boolean newLeader = packet.type() == PacketType.ACK && Zxid.counter(packet.zxid()) == 0;
        if (newLeader
                && process.simulation().acknowledgesProposalsFirst
                && Zxid.epoch(durable) == Zxid.epoch(packet.zxid())) {
            marks.hit(Mark.ACK_BEFORE_NEWLEADER);
            link.end.send(ElectionPort.Bytes.of(new QuorumPacket(PacketType.ACK, durable, null)));
        }
    }

    void closeLeader(long connection) {
        ToLeader link = leaders.remove(connection);
        if (link != null) {
            link.cutShort();
            link.end.close();
        }
    }

    /** A connection to a leader, and what arrives on it. */
    private final class ToLeader {
        final long connection;
        final ByteBuf in = Unpooled.buffer();
        SimEnd end;
        long epoch;
        private long snapshotZxid;
        private SnapshotDecoder snapshot;
        /** What the leader has begun with, until UPTODATE; 0 before and after. */
        private int sync;

        private long syncZxid;

        private boolean newLeader;
        private boolean proposalSeen;

        ToLeader(long connection) {
            this.connection = connection;
        }

        void take(byte[] bytes) {
            in.discardReadBytes().writeBytes(bytes);
            try {
                while (leaders.containsKey(connection) && takeNext()) {
                    // one packet a round
                }
            } catch (MalformedRecordException e) {
                throw new SimulationFailure("a packet between our own servers does not parse", e);
            }
        }

        private boolean takeNext() {
            if (snapshot != null) {
                return takeSnapshot();
            }
            QuorumPacket packet = QuorumPacket.tryRead(in, JuteLimits.DEFAULT_LENGTH_LIMIT);
            if (packet == null) {
                return false;
            }
            note(packet);
            if (packet.type() == PacketType.SNAP) {
                snapshotZxid = packet.zxid();
                snapshot =
                        new SnapshotDecoder(process.hashSeed(), TreeOptions.DEFAULT, JuteLimits.DEFAULT_LENGTH_LIMIT);
            } else if (!isLost(packet)) {
                process.core().onLeaderPacket(connection, packet);
            }
            return true;
        }

        private boolean takeSnapshot() {
            if (!snapshot.decode(in)) {
                process.core().onLeaderProgress(connection);
                return false;
            }
            if (in.readableBytes() < Integer.BYTES + SNAP_SIGNATURE.length()) {
                return false;
            }
            String signature = new JuteReader(in).readString("signature");
            if (!signature.equals(SNAP_SIGNATURE)) {
                throw new SimulationFailure("behind the snapshot: " + signature);
            }
            DataTree tree = snapshot.build(snapshotZxid);
            snapshot = null;
            process.core().onLeaderSnapshot(connection, tree);
            return true;
        }

        private void note(QuorumPacket packet) {
            process.trace(
                    Trace.Kind.PACKET, packet.type() * 1_000_003L + packet.zxid(), () -> "from leader: " + packet);
            switch (packet.type()) {
                case PacketType.LEADERINFO -> epoch = Zxid.epoch(packet.zxid());
                case PacketType.DIFF -> begin(packet, Mark.SYNC_DIFF);
                case PacketType.TRUNC -> begin(packet, Mark.SYNC_TRUNC);
                case PacketType.SNAP -> begin(packet, Mark.SYNC_SNAP);
                case PacketType.NEWLEADER -> newLeader = true;
                case PacketType.UPTODATE -> sync = 0;
                case PacketType.PROPOSAL -> {
                    if (sync == PacketType.DIFF && !newLeader && !proposalSeen) {
                        proposalSeen = true;
                        marks.hit(Mark.SYNC_DIFF_WITH_TXNS);
                    }
                }
                case PacketType.COMMIT -> {
                    if (sync != 0 && newLeader) {
                        marks.hit(Mark.COMMIT_BEFORE_UPTODATE);
                    }
                }
                default -> {}
            }
        }

        private void begin(QuorumPacket packet, Mark mark) {
            sync = packet.type();
            syncZxid = packet.zxid();
            marks.hit(mark);
        }

        private boolean isLost(QuorumPacket packet) {
            boolean txn = packet.type() == PacketType.PROPOSAL || packet.type() == PacketType.COMMIT;
            return bug == Bug.LOSE_LAST_OF_DIFF
                    && txn
                    && sync == PacketType.DIFF
                    && !newLeader
                    && packet.zxid() == syncZxid;
        }

        void cutShort() {
            if (snapshot != null) {
                marks.hit(Mark.SNAP_CUT_SHORT);
            }
            if (sync != 0) {
                marks.hit(Mark.SYNC_CUT_SHORT);
            }
        }
    }

    // ---- this server as a leader, or as a follower that serves observers

    void serveObservers(boolean serves) {
        servesObservers = serves;
    }

    boolean accept(SimEnd end) {
        attach(end, QuorumPeer::onLearnerOpened);
        return true;
    }

    boolean acceptObserver(SimEnd end) {
        if (servesObservers) {
            marks.hit(Mark.OBSERVER_AT_FOLLOWER);
            attach(end, QuorumPeer::onObserverOpened);
        }
        return servesObservers;
    }

    /** How the core is told of a learner. */
    private interface Opened {
        void tell(QuorumPeer core, long learner, String address);
    }

    private void attach(SimEnd end, Opened opened) {
        long learner = ++lastLearner;
        ToLearner link = new ToLearner(learner, end);
        learners.put(learner, link);
        end.listen(bytes -> process.input("learner bytes", core -> core.together(() -> link.take(bytes))), reason -> {
            if (learners.remove(learner) != null) {
                process.trace(Trace.Kind.LINK, learner, () -> "learner connection " + learner + ": " + reason);
                process.input("learner closed", core -> core.onLearnerClosed(learner));
            }
        });
        long from = end.peer.owner.id();
        process.trace(Trace.Kind.LINK, from, () -> "learner connection " + learner + " from server " + from);
        process.input("learner opened", core -> opened.tell(core, learner, "/h" + from + ":" + (50_000 + learner)));
    }

    void toLearners(List<Long> to, List<QuorumPacket> packets) {
        ByteBuf out = Unpooled.buffer();
        for (QuorumPacket packet : packets) {
            packet.write(new JuteWriter(out));
            if (process.simulation().repeatsProposals && packet.type() == PacketType.PROPOSAL) {
                marks.hit(Mark.PROPOSAL_REPEATED);
                packet.write(new JuteWriter(out));
            }
        }
        byte[] bytes = ElectionPort.Bytes.take(out);
        for (long learner : to) {
            ToLearner link = learners.get(learner);
            if (link != null) {
                link.send(bytes);
                forgeAck(learner, packets);
            }
        }
    }

    private void forgeAck(long learner, List<QuorumPacket> packets) {
        for (QuorumPacket packet : packets) {
            if (bug == Bug.FORGED_ACK && packet.type() == PacketType.PROPOSAL && random.nextInt(4) == 0) {
                process.toCore(core -> {
                    if (learners.containsKey(learner)) {
                        core.onLearnerPacket(learner, new QuorumPacket(PacketType.ACK, packet.zxid(), null));
                    }
                });
            }
        }
    }

    /** Sends a tree in pieces that take their time; what is sent later waits. */
    void sendSnapshot(long learner, DataTree tree) {
        ToLearner link = learners.get(learner);
        if (link == null) {
            return;
        }
        ledger.sendsSnapshot(process.id(), tree);
        ByteBuf out = Unpooled.buffer();
        new QuorumPacket(PacketType.SNAP, tree.lastZxid(), null).write(new JuteWriter(out));
        SnapshotEncoder encoder = new SnapshotEncoder(tree);
        while (!encoder.encode(out, Integer.MAX_VALUE)) {
            throw new SimulationFailure("a snapshot did not fit: " + tree);
        }
        new JuteWriter(out).writeString(SNAP_SIGNATURE);
        link.stream(ElectionPort.Bytes.take(out));
    }

    /** Sends logged transactions in pieces that take their time; the connection ends if there are none to be read. */
    void sendLog(long learner, List<TxnRecord> records) {
        ToLearner link = learners.get(learner);
        if (link == null) {
            return;
        }
        if (records == null) {
            closeLearner(learner);
            process.toCore(core -> core.onLearnerClosed(learner));
            return;
        }
        marks.hit(Mark.SYNC_FROM_LOG);
        ByteBuf out = Unpooled.buffer();
        JuteWriter writer = new JuteWriter(out);
        for (TxnRecord record : records) {
            new QuorumPacket(PacketType.PROPOSAL, record.zxid(), record.bytes()).write(writer);
            new QuorumPacket(PacketType.COMMIT, record.zxid(), null).write(writer);
        }
        link.stream(ElectionPort.Bytes.take(out));
    }

    void closeLearner(long learner) {
        ToLearner link = learners.remove(learner);
        if (link != null) {
            link.close();
        }
    }

    /** A connection of a learner. */
    private final class ToLearner {
        private final long learner;
        private final SimEnd end;
        private final ByteBuf in = Unpooled.buffer();
        private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
        private final List<byte[]> behind = new ArrayList<>();
        private boolean closing;

        ToLearner(long learner, SimEnd end) {
            this.learner = learner;
            this.end = end;
        }

        void take(byte[] bytes) {
            in.discardReadBytes().writeBytes(bytes);
            try {
                while (learners.containsKey(learner)) {
                    QuorumPacket packet = QuorumPacket.tryRead(in, JuteLimits.DEFAULT_LENGTH_LIMIT);
                    if (packet == null) {
                        return;
                    }
                    process.trace(
                            Trace.Kind.PACKET,
                            packet.type() * 1_000_003L + packet.zxid(),
                            () -> "from learner connection " + learner + " of server " + end.peer.owner.id() + ": "
                                    + packet);
                    process.core().onLearnerPacket(learner, packet);
                }
            } catch (MalformedRecordException e) {
                throw new SimulationFailure("a packet between our own servers does not parse", e);
            }
        }

        void send(byte[] bytes) {
            if (pieces.isEmpty()) {
                end.send(bytes);
            } else {
                behind.add(bytes);
            }
        }

        void stream(byte[] bytes) {
            if (!pieces.isEmpty()) {
                throw new SimulationFailure("two snapshots at a time to learner connection " + learner);
            }
            int size = Math.max(SNAP_PIECE_BYTES_MIN, bytes.length / SNAP_PIECES_MAX);
            for (int at = 0; at < bytes.length; at += size) {
                int length = Math.min(size, bytes.length - at);
                byte[] piece = new byte[length];
                System.arraycopy(bytes, at, piece, 0, length);
                pieces.add(piece);
            }
            nextPiece();
        }

        private void nextPiece() {
            Knobs knobs = process.simulation().knobs;
            long tick = knobs.tickMillis * Scheduler.MILLI;
            long nanos = random.nextLong(random.nextInt(8) == 0 ? tick : knobs.diskNanosMax + 1);
            process.simulation()
                    .scheduler
                    .after(
                            nanos,
                            () -> process.whenRunning(() -> {
                                end.send(pieces.poll());
                                if (learners.containsKey(learner)) {
                                    process.input("learner progress", core -> core.onLearnerProgress(learner));
                                }
                                if (!pieces.isEmpty()) {
                                    nextPiece();
                                    return;
                                }
                                behind.forEach(end::send);
                                behind.clear();
                                if (closing) {
                                    end.close();
                                }
                            }));
        }

        void close() {
            closing = true;
            if (pieces.isEmpty()) {
                end.close();
            }
        }
    }
}

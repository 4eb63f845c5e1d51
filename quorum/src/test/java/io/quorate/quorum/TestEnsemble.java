package io.quorate.quorum;

import io.quorate.election.ElectionOptions;
import io.quorate.election.LinkState;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.acl.AuthProviders;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Servers in one thread over a perfect network and disks that forget nothing; the test says when time passes. */
final class TestEnsemble {
    static final int TICK = 100;

    final TreeMap<Long, Server> servers = new TreeMap<>();
    final List<String> story = new ArrayList<>();
    private final ArrayDeque<Runnable> events = new ArrayDeque<>();
    private final Map<Long, Link> links = new HashMap<>();
    private final EnsembleView view;
    /** Whether snapshots take their time: see {@link #snapshotsProgress} and {@link #snapshotsArrive}. */
    boolean longSnapshots;

    /** What waits to arrive at a learner behind a snapshot and with it. */
    private final TreeMap<Long, ArrayDeque<Runnable>> longOnes = new TreeMap<>();

    boolean reconfigEnabled;
    boolean leaderServes = true;
    LearnerOptions learnerOptions = LearnerOptions.defaults();
    long counterEnd = EnsembleOptions.COUNTER_END;
    ClientOptions clients = ClientOptions.DEFAULT;
    private long nowMillis = 1_000;
    private long lastLearner;

    private record Link(long learnerSid, long connection, long leaderSid, long learner) {}

    /** Servers of the configuration with this text; they start with it, too. */
    TestEnsemble(String config) {
        view = EnsembleView.of(Ensemble.parse(config));
        for (long sid : view.committed().members().keySet()) {
            servers.put(sid, new Server(sid));
        }
    }

    TestEnsemble(int voters, int observers) {
        StringBuilder text = new StringBuilder();
        for (int sid = 1; sid <= voters + observers; sid++) {
            text.append("server.")
                    .append(sid)
                    .append("=127.0.0.1:")
                    .append(2000 + sid)
                    .append(':')
                    .append(3000 + sid);
            text.append(sid > voters ? ":observer\n" : ":participant\n");
        }
        view = EnsembleView.of(Ensemble.parse(text.append("version=0").toString()));
        for (long sid = 1; sid <= voters + observers; sid++) {
            servers.put(sid, new Server(sid));
        }
    }

    Server server(long sid) {
        return servers.get(sid);
    }

    /** Has the leader of a server say what ours would not. */
    void fromLeader(long learnerSid, QuorumPacket packet) {
        for (Link link : links.values()) {
            if (link.learnerSid == learnerSid) {
                server(learnerSid).later(p -> p.onLeaderPacket(link.connection, packet));
            }
        }
        settle();
    }

    /** Has a server tell its leader what ours would not. */
    void toLeader(long learnerSid, QuorumPacket packet) {
        for (Link link : links.values()) {
            if (link.learnerSid == learnerSid) {
                server(link.leaderSid).later(p -> p.onLearnerPacket(link.learner, packet));
            }
        }
        settle();
    }

    void start(long... sids) {
        for (long sid : sids) {
            server(sid).start();
        }
        settle();
    }

    /** Lets everything happen that is on its way. */
    void settle() {
        while (!events.isEmpty()) {
            events.pollFirst().run();
        }
    }

    /** Lets time pass, in small steps. */
    void pass(long millis) {
        long end = nowMillis + millis;
        while (nowMillis < end) {
            nowMillis += 10;
            for (Server server : servers.values()) {
                server.input(peer -> {});
            }
            settle();
        }
    }

    /** A further piece of each snapshot that is under way arrives. */
    void snapshotsProgress() {
        for (long learner : longOnes.keySet()) {
            Link link = links.get(learner);
            if (link != null) {
                server(link.leaderSid).later(p -> p.onLearnerProgress(learner));
                server(link.learnerSid).later(p -> p.onLeaderProgress(link.connection));
            }
        }
        settle();
    }

    /** What is left of the snapshots arrives, and what was sent behind them; the learners to whom. */
    List<Long> snapshotsArrive() {
        List<Long> learners = List.copyOf(longOnes.keySet());
        longOnes.values().forEach(waiting -> waiting.forEach(Runnable::run));
        longOnes.clear();
        settle();
        return learners;
    }

    private void toLearner(Link link, Runnable arrival) {
        ArrayDeque<Runnable> waiting = longOnes.get(link.learner);
        if (waiting == null) {
            arrival.run();
        } else {
            waiting.add(arrival);
        }
    }

    /** The one server that leads and serves. */
    Server leader() {
        List<Server> leaders = servers.values().stream()
                .filter(server -> server.peer != null
                        && server.isServing()
                        && server.peer.status().quorum().state() == io.quorate.election.ServerState.LEADING)
                .toList();
        if (leaders.size() != 1) {
            throw new AssertionError(leaders.size() + " leaders, in\n" + String.join("\n", story));
        }
        return leaders.get(0);
    }

    interface Input {
        void to(QuorumPeer peer);
    }

    final class Server implements Effects {
        final long sid;
        /** Whether it starts without knowing what it had. */
        boolean lost;
        /** The configuration that it starts with; null for the one that all have. */
        EnsembleView own;

        QuorumPeer peer;
        final List<Proposal> log = new ArrayList<>();
        final List<Proposal> published = new ArrayList<>();
        final List<Request> synced = new ArrayList<>();
        final List<Boolean> reopened = new ArrayList<>();
        /** The sessions that only it knows, by what asked for them, and those of them that have ended. */
        final Map<Object, Long> opened = new HashMap<>();

        final List<Long> ended = new ArrayList<>();
        /** What may be read without a leader; null while nothing may. */
        DataTree readable;
        /** Packets to this server that are lost. */
        Predicate<QuorumPacket> loses = packet -> false;
        /** Whether the disk takes its time: nothing completes until it is set back. */
        boolean slowDisk;

        /** Whether a look into the log takes its time: its answer comes with {@link #diskWorks}. */
        boolean slowLook;

        boolean serving;
        /** Whether it listens for observers. */
        boolean servesObservers;

        private final ArrayDeque<Runnable> disk = new ArrayDeque<>();
        private DataTree base = DataTree.fresh(1, TreeOptions.DEFAULT);
        /** What was said last to each other server, which a new connection repeats. */
        private final Map<Long, Notification> said = new TreeMap<>();

        private EnsembleView stored;
        /** The epoch in its file. */
        long accepted;

        private long current;
        private int life;

        Server(long sid) {
            this.sid = sid;
        }

        boolean isServing() {
            return serving;
        }

        DataTree recovered() {
            DataTree tree = base;
            for (Proposal proposal : log) {
                tree = tree.apply(proposal.entry().header(), proposal.entry().txn())
                        .after();
            }
            return tree;
        }

        private EnsembleView viewAtStart() {
            if (stored != null) {
                return stored;
            }
            return own == null ? view : own;
        }

        void start() {
            life++;
            PeerState state = new PeerState(
                    recovered(), List.of(), lost ? Zxid.LOST : recovered().lastZxid(), accepted, current);
            peer = QuorumPeer.member(
                    new PeerOptions(sid, TICK, 100_000, 0, 60_000, 1000, 0, SessionPasswords.COMMON),
                    new EnsembleOptions(
                            10,
                            5,
                            10,
                            500,
                            1 << 20,
                            true,
                            leaderServes,
                            reconfigEnabled,
                            false,
                            clients,
                            ElectionOptions.defaults(),
                            learnerOptions,
                            counterEnd),
                    viewAtStart(),
                    new PrepRequestProcessor(new RequestRules(
                            TreeOptions.DEFAULT,
                            new AclPolicy(AuthProviders.standard(), true),
                            false,
                            true,
                            reconfigEnabled)),
                    state,
                    this,
                    new SplittableRandom(sid),
                    nowMillis * 1_000_000,
                    nowMillis);
            for (Server other : servers.values()) {
                if (other != this && other.peer != null) {
                    events.add(() -> input(p -> p.onLink(other.sid, LinkState.UP)));
                    events.add(() -> other.input(p -> p.onLink(sid, LinkState.UP)));
                    if (other.said.containsKey(sid)) {
                        Notification last = other.said.get(sid);
                        later(p -> p.onNotification(other.sid, last));
                    }
                }
            }
            peer.start();
        }

        /** Has the disk hold an empty tree at this zxid, in its epoch. */
        void beginAt(long zxid) {
            base = DataTree.fresh(1, TreeOptions.DEFAULT).withZxid(zxid);
            accepted = Zxid.epoch(zxid);
            current = accepted;
        }

        /** Changes the data of a znode on this server's disk, as nothing should. */
        void damage(String path) {
            DataTree tree = recovered();
            TxnHeader header = new TxnHeader(0, 0, tree.lastZxid() + 1, 0, OpCode.SET_DATA);
            base = tree.apply(header, new SetDataTxn(path, new byte[] {99}, 1))
                    .after()
                    .withZxid(tree.lastZxid());
            log.clear();
        }

        /** Ends the process; what is not on disk is gone. */
        void crash() {
            life++;
            peer = null;
            serving = false;
            servesObservers = false;
            readable = null;
            disk.clear();
            for (Link link : List.copyOf(links.values())) {
                if (link.learnerSid == sid) {
                    links.remove(link.learner);
                    server(link.leaderSid).later(p -> p.onLearnerClosed(link.learner));
                } else if (link.leaderSid == sid) {
                    links.remove(link.learner);
                    server(link.learnerSid).later(p -> p.onLeaderClosed(link.connection, "it crashed"));
                }
            }
            for (Server other : servers.values()) {
                if (other != this) {
                    other.later(p -> p.onLink(sid, LinkState.DOWN));
                }
            }
            settle();
        }

        void input(Input input) {
            if (peer != null) {
                peer.onTime(nowMillis * 1_000_000, nowMillis);
                input.to(peer);
            }
        }

        void later(Input input) {
            int then = life;
            events.add(() -> {
                if (life == then) {
                    input(input);
                }
            });
        }

        void diskWorks() {
            slowDisk = false;
            while (!disk.isEmpty()) {
                events.add(disk.pollFirst());
            }
            settle();
        }

        private void onDisk(Runnable fact, Input completion) {
            int then = life;
            Runnable work = () -> {
                if (life == then) {
                    fact.run();
                    later(completion);
                }
            };
            if (slowDisk) {
                disk.add(work);
            } else {
                events.add(work);
            }
        }

        @Override
        public void append(List<Proposal> proposals) {
            long last = proposals.get(proposals.size() - 1).zxid();
            onDisk(() -> log.addAll(proposals), p -> p.onLogged(last));
        }

        @Override
        public void rollLog() {}

        @Override
        public void storeAcceptedEpoch(long epoch) {
            onDisk(() -> accepted = epoch, QuorumPeer::onStored);
        }

        @Override
        public void storeCurrentEpoch(long epoch) {
            onDisk(() -> current = epoch, QuorumPeer::onStored);
        }

        @Override
        public void storeConfigurations(EnsembleView newView) {
            onDisk(() -> stored = newView, QuorumPeer::onStored);
        }

        @Override
        public void truncate(long zxid) {
            story.add(sid + " truncates to " + Long.toHexString(zxid));
            onDisk(() -> log.removeIf(proposal -> proposal.zxid() > zxid), p -> p.onTruncated(recovered(), List.of()));
        }

        @Override
        public void install(DataTree tree) {
            story.add(sid + " installs " + Long.toHexString(tree.lastZxid()));
            onDisk(
                    () -> {
                        base = tree;
                        log.clear();
                    },
                    QuorumPeer::onStored);
        }

        @Override
        public void saveSnapshot(DataTree tree) {}

        @Override
        public void serve(DataTree tree) {
            serving = true;
            story.add(sid + " serves from " + Long.toHexString(tree.lastZxid()));
        }

        @Override
        public void serveReadOnly(DataTree tree) {
            readable = tree;
            story.add(sid + " serves reads from " + Long.toHexString(tree.lastZxid()));
        }

        @Override
        public void opened(Request create, long sessionId) {
            opened.put(create.origin(), sessionId);
        }

        @Override
        public void ended(long sessionId, Request close) {
            ended.add(sessionId);
        }

        @Override
        public void stopServing() {
            serving = false;
            readable = null;
            story.add(sid + " stops serving");
        }

        @Override
        public void holdClients() {
            serving = false;
            story.add(sid + " holds its clients");
        }

        @Override
        public void resumeClients(DataTree tree) {
            serving = true;
            story.add(sid + " goes on with its clients");
        }

        @Override
        public void handedOver() {
            story.add(sid + " may end");
        }

        @Override
        public void publish(List<Proposal> committed) {
            published.addAll(committed);
        }

        @Override
        public void reopened(Reopen reopen, boolean valid) {
            reopened.add(valid);
        }

        @Override
        public void synced(Request sync) {
            synced.add(sync);
        }

        @Override
        public void notify(long to, Notification notification) {
            said.put(to, notification);
            server(to).later(p -> p.onNotification(sid, notification));
        }

        @Override
        public void ensembleChanged(EnsembleView newView) {}

        @Override
        public void connectLeader(long connection, long leaderSid, List<HostPort> addresses) {
            long learner = ++lastLearner;
            Server leader = server(leaderSid);
            if (leader.peer == null) {
                later(p -> p.onLeaderClosed(connection, "refused"));
                return;
            }
            boolean forObservers = addresses.get(0).port() == learnerOptions.observerMasterPort();
            if (forObservers && !leader.servesObservers) {
                later(p -> p.onLeaderClosed(connection, "refused"));
                return;
            }
            links.put(learner, new Link(sid, connection, leaderSid, learner));
            leader.later(p -> {
                if (forObservers) {
                    p.onObserverOpened(learner, "server " + sid);
                } else {
                    p.onLearnerOpened(learner, "server " + sid);
                }
            });
            later(p -> p.onLeaderOpened(connection));
        }

        private Link linkOf(long connection) {
            return links.values().stream()
                    .filter(link -> link.learnerSid == sid && link.connection == connection)
                    .findAny()
                    .orElse(null);
        }

        @Override
        public void toLeader(long connection, QuorumPacket packet) {
            Link link = linkOf(connection);
            if (link != null && !server(link.leaderSid).loses.test(packet)) {
                server(link.leaderSid).later(p -> p.onLearnerPacket(link.learner, packet));
            }
        }

        @Override
        public void serveObservers(boolean serves) {
            servesObservers = serves;
        }

        @Override
        public void closeLeader(long connection) {
            Link link = linkOf(connection);
            if (link != null) {
                links.remove(link.learner);
                server(link.leaderSid).later(p -> p.onLearnerClosed(link.learner));
            }
        }

        @Override
        public void toLearners(List<Long> learners, List<QuorumPacket> packets) {
            for (long learner : learners) {
                Link link = links.get(learner);
                for (QuorumPacket packet : packets) {
                    if (link != null && !server(link.learnerSid).loses.test(packet)) {
                        toLearner(link, () -> server(link.learnerSid)
                                .later(p -> p.onLeaderPacket(link.connection, packet)));
                    }
                }
            }
        }

        @Override
        public void sendSnapshot(long learner, DataTree tree) {
            Link link = links.get(learner);
            if (link != null) {
                if (longSnapshots) {
                    longOnes.put(learner, new ArrayDeque<>());
                }
                toLearner(link, () -> server(link.learnerSid).later(p -> p.onLeaderSnapshot(link.connection, tree)));
            }
        }

        /** Here a log is short enough if it may be of any length. */
        @Override
        public void checkLog(long learner, long afterZxid, long throughZxid, double share) {
            boolean there = log.stream().anyMatch(proposal -> proposal.zxid() == afterZxid);
            String objection = there ? null : "it is not there";
            story.add(sid + " looks into its log behind " + Long.toHexString(afterZxid));
            Input answer = p -> p.onLogChecked(learner, share > 0 ? "it is too long" : objection);
            if (slowLook) {
                disk.add(() -> later(answer));
            } else {
                later(answer);
            }
        }

        @Override
        public void sendLog(long learner, long afterZxid, long throughZxid) {
            for (Proposal proposal : List.copyOf(log)) {
                if (proposal.zxid() > afterZxid && proposal.zxid() <= throughZxid) {
                    toLearners(List.of(learner), List.of(LearnerSet.proposal(proposal), LearnerSet.commit(proposal)));
                }
            }
        }

        @Override
        public void closeLearner(long learner, String reason) {
            Link link = links.remove(learner);
            longOnes.remove(learner);
            if (link != null) {
                server(link.learnerSid).later(p -> p.onLeaderClosed(link.connection, "closed by the leader"));
            }
        }

        @Override
        public void tell(String sentence) {
            story.add(sid + ": " + sentence);
        }
    }
}

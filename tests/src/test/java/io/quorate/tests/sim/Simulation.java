package io.quorate.tests.sim;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.PeerType;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.quorum.PeerState;
import io.quorate.tests.sim.check.Ledger;
import io.quorate.tests.sim.check.Linearizability;
import io.quorate.tests.sim.check.Txn;
import io.quorate.tests.sim.check.ZnodeOp;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One run: an ensemble and its clients in virtual time, on one seed. Faults go on for a while, with checks at every step; then
 * everything is mended, and the ensemble has to come to work again, to come to rest, and to be found the same everywhere.
 */
final class Simulation {
    private static final long RECOVERY_SECONDS_MAX = 300;
    private static final long REST_SECONDS_MAX = 300;
    private static final String CONFIG = "/zookeeper/config";
    private static final int QUORUM_PORT = 2888;
    /** Where followers serve observers. */
    static final int OBSERVER_PORT = 2666;

    private static final int ELECTION_PORT = 3888;
    private static final int CLIENT_PORT = 2181;

    final Scheduler scheduler = new Scheduler();
    final Marks marks = new Marks();
    final Knobs knobs;
    final Bug bug;
    final Trace trace;
    final SimNetwork network;
    final EnsembleView view;
    final Ledger ledger;
    final SplittableRandom random;

    /** Whether followers acknowledge proposals before NEWLEADER if they can; for scenarios. */
    boolean acknowledgesProposalsFirst;
    /** Whether leaders send every proposal twice; for scenarios. */
    boolean repeatsProposals;

    private final Weather weather;
    private final List<SimServer> servers = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Map<String, List<ZnodeOp>> histories = new TreeMap<>();
    private long ackedZxid;
    private long acked;
    private boolean calm;
    private long recoveryNanos;

    /** @param out where the trace goes; null for nowhere */
    Simulation(long seed, Knobs knobs, Bug bug, PrintStream out) {
        this.random = new SplittableRandom(seed);
        this.knobs = knobs;
        this.bug = bug;
        this.trace = new Trace(scheduler, out);
        this.network = new SimNetwork(scheduler, random.split(), knobs, marks);
        this.view = EnsembleView.of(firstEnsemble());
        DataTree first = first(random.nextLong(), knobs);
        this.ledger = new Ledger(first, view.committed());
        this.ackedZxid = first.lastZxid();
        for (long sid = 1; sid <= knobs.servers + knobs.observers + knobs.spares; sid++) {
            SimServer server = new SimServer(this, sid, random.split());
            if (first.lastZxid() > 0) {
                server.storage.begin(first);
            }
            ledger.addServer(sid, Zxid.epoch(first.lastZxid()));
            servers.add(server);
        }
        for (int i = 0; i < knobs.clients; i++) {
            clients.add(new SimClient(this, i, random.split()));
        }
        this.weather = new Weather(this, random.split());
    }

    /** A run with knobs drawn from its seed. */
    static Simulation of(long seed, int servers, Bug bug, PrintStream out) {
        SplittableRandom draw = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + servers);
        return new Simulation(seed, Knobs.of(draw, servers), bug, out);
    }

    private Ensemble firstEnsemble() {
        List<QuorumServer> members = new ArrayList<>();
        for (long sid = 1; sid <= knobs.servers + knobs.observers; sid++) {
            members.add(member(sid, sid <= knobs.servers ? PeerType.PARTICIPANT : PeerType.OBSERVER));
        }
        return Ensemble.of(0, members);
    }

    /** The line of a server in a configuration. */
    static QuorumServer member(long sid, PeerType type) {
        QuorumServer.Address address = new QuorumServer.Address("h" + sid, QUORUM_PORT, ELECTION_PORT);
        return new QuorumServer(sid, List.of(address), type, new HostPort("h" + sid, CLIENT_PORT));
    }

    /** An ensemble of these voters, of no version. */
    Ensemble ensembleOf(Collection<Long> voters) {
        return Ensemble.of(
                0, voters.stream().map(sid -> member(sid, PeerType.PARTICIPANT)).toList());
    }

    /** The same ensemble with this server, too; the type is that of one that is not in it yet. */
    Ensemble ensembleWith(long sid, PeerType type, Ensemble ensemble) {
        List<QuorumServer> members = new ArrayList<>(ensemble.members().values());
        if (ensemble.member(sid) == null) {
            members.add(member(sid, type));
        }
        return Ensemble.of(ensemble.version(), members);
    }

    /** Whether a server other than this one has nothing but a file, and that may be older than the ensemble is. */
    boolean isOldFileAbout(long sid) {
        return servers().stream().anyMatch(other -> other.sid != sid && other.storage.configurations() == null);
    }

    private static DataTree first(long hashSeed, Knobs knobs) {
        DataTree fresh = DataTree.fresh(hashSeed, TreeOptions.DEFAULT);
        // Enough below the end for an election or two, and few enough that it is reached.
        return knobs.nearRollover ? fresh.withZxid(Zxid.of(1, Knobs.LAST_COUNTER - 40)) : fresh;
    }

    // ---- the run

    /** The whole run. */
    void run() {
        begin();
        long faultless = knobs.durationTicks * (long) knobs.tickMillis * Scheduler.MILLI;
        weather.start();
        runFor(faultless);
        finish();
    }

    /** Starts all servers, within a moment, and the clients. */
    void begin() {
        for (SimServer server : servers) {
            scheduler.after(random.nextLong(knobs.tickMillis * Scheduler.MILLI), server::start);
        }
        clients.forEach(SimClient::start);
    }

    void runFor(long nanos) {
        long end = scheduler.now() + nanos;
        while (scheduler.step(end)) {
            // all that there is to do until then
        }
    }

    /** Runs until something holds; fails if that takes longer than so many virtual seconds. */
    void runUntil(String what, long secondsMax, BooleanSupplier condition) {
        long end = scheduler.now() + secondsMax * Scheduler.SECOND;
        while (!condition.getAsBoolean()) {
            if (!scheduler.step(end)) {
                throw new SimulationFailure(
                        "liveness: not within " + secondsMax + " s of virtual time: " + what + "; " + describe());
            }
        }
    }

    /** Mends everything; then demands progress, rest, and agreement. */
    void finish() {
        trace.event(Trace.Kind.CHECK, 0, 1, () -> "faults are over");
        weather.clear();
        for (SimClient client : clients) {
            client.quieten(false);
            client.stayAt(null);
        }
        network.calm();
        calm = true;
        long mended = scheduler.now();
        long before = acked;
        if (!clients.isEmpty()) {
            runUntil("a write is acknowledged", RECOVERY_SECONDS_MAX, () -> acked > before);
        }
        runUntil("every server serves", RECOVERY_SECONDS_MAX, this::allServe);
        recoveryNanos = scheduler.now() - mended;
        comeToRest();
        checkTrees();
        checkSessions();
        checkHistories();
        countTxns();
        checkDisks();
    }

    private boolean allServe() {
        return servers.stream()
                .allMatch(server -> server.isUp() && server.process().isServing());
    }

    private void comeToRest() {
        trace.event(Trace.Kind.CHECK, 0, 2, () -> "clients stop");
        clients.forEach(client -> client.quieten(true));
        runUntil("every request is answered", REST_SECONDS_MAX, () -> clients.stream()
                .allMatch(SimClient::isIdle));
        for (SimClient client : clients) {
            if (random.nextBoolean()) {
                client.vanish();
            } else {
                client.closeSession();
            }
        }
        runUntil(
                "every session is gone and every server has applied everything",
                REST_SECONDS_MAX,
                () -> ledger.tip().after().sessionCount() == 0 && allAreAtTheTip());
    }

    private boolean allAreAtTheTip() {
        return allServe() && servers.stream().allMatch(this::isAtTheTip);
    }

    private boolean isAtTheTip(SimServer server) {
        long zxid = server.process().core().committed().lastZxid();
        return ledger.committedAt(zxid) == ledger.tip()
                && (!logs(server) || server.log().durable() == ledger.tip());
    }

    /** Whether it keeps a log in the part that it has now. */
    private boolean logs(SimServer server) {
        return knobs.observerLogs || !server.process().view().committed().isObserver(server.sid);
    }

    // ---- what must hold at the end

    private void checkTrees() {
        Map<String, String> expected = TreeText.of(ledger.tip().after());
        for (SimServer server : servers) {
            Map<String, String> found = TreeText.of(server.process().core().committed());
            if (!found.equals(expected)) {
                throw new SimulationFailure("agreement: server " + server.sid + " has another tree at " + ledger.tip()
                        + ": " + TreeText.difference(expected, found));
            }
        }
    }

    private void checkSessions() {
        DataTree tree = ledger.tip().after();
        if (tree.ephemeralCount() > 0) {
            throw new SimulationFailure(
                    "ephemerals: " + tree.ephemeralOwners() + " still own some, but no session lives");
        }
    }

    private void countTxns() {
        marks.hit(Mark.TXN_DISCARDED, ledger.discarded());
        marks.hit(Mark.TXN_KEPT, ledger.inherited());
        Set<ClientJudge.Unanswered> open = new HashSet<>();
        clients.forEach(client -> open.addAll(client.judge().unanswered()));
        long last = ledger.root().zxid();
        for (Txn txn : ledger.committedBetween(last, Long.MAX_VALUE)) {
            marks.hit(Mark.TXN);
            if (Zxid.epoch(txn.zxid()) > Zxid.epoch(last) && Zxid.counter(last) >= knobs.lastCounter - 1) {
                marks.hit(Mark.ROLLOVER);
            }
            last = txn.zxid();
            if (txn.type() == OpCode.ERROR) {
                marks.hit(Mark.ERROR_TXN);
            }
            if (txn.type() == OpCode.CLOSE_SESSION && !ledger.changesOf(txn).isEmpty()) {
                marks.hit(Mark.EPHEMERAL_REAPED);
            }
            if (open.contains(new ClientJudge.Unanswered(txn.sessionId(), txn.cxid()))) {
                marks.hit(Mark.WRITE_UNKNOWN_COMMITTED);
            }
        }
    }

    private void checkHistories() {
        histories.forEach((path, history) -> {
            Linearizability.Result result = Linearizability.check(history);
            if (result.verdict() == Linearizability.Verdict.VIOLATED) {
                throw new SimulationFailure("linearizability of " + path + ": " + result.explanation());
            }
            if (result.verdict() == Linearizability.Verdict.UNDECIDED) {
                marks.hit(Mark.UNDECIDED);
            }
        });
    }

    /** Every disk, read after a last power cut, has the tree that its server had. */
    private void checkDisks() {
        Map<String, String> expected = TreeText.of(ledger.tip().after());
        for (SimServer server : servers) {
            if (!logs(server)) {
                continue;
            }
            server.cutPower();
            server.storage.disk().crash();
            try {
                PeerState state = server.storage.read();
                ledger.recovered(server.sid, state.tree(), state.lastZxid());
                Map<String, String> found = TreeText.of(state.tree());
                // Not of the tree: every server writes the configuration that it has there when it starts.
                found.put(CONFIG, expected.get(CONFIG));
                if (!found.equals(expected)) {
                    throw new SimulationFailure("durability: the disk of server " + server.sid + " has another tree: "
                            + TreeText.difference(expected, found));
                }
            } catch (IOException e) {
                throw new SimulationFailure("durability: the disk of server " + server.sid + " cannot be read", e);
            }
        }
    }

    /** How long it took after the last fault until everybody served again, ns. */
    long recoveryNanos() {
        return recoveryNanos;
    }

    // ---- what the parts need

    List<SimServer> servers() {
        return servers;
    }

    SimServer server(long sid) {
        return servers.get((int) sid - 1);
    }

    List<SimClient> clients() {
        return clients;
    }

    Weather weather() {
        return weather;
    }

    SimServer anyServer(SplittableRandom chance) {
        return servers.get(chance.nextInt(servers.size()));
    }

    /** The server that leads and serves; null if there is none, the one of the newest epoch if there are two. */
    SimServer leader() {
        return servers.stream()
                .filter(this::isLeader)
                .max(Comparator.comparingLong(server -> server.log().currentEpoch()))
                .orElse(null);
    }

    boolean isLeader(SimServer server) {
        return server.isUp() && server.process().isLeader();
    }

    /** The newest write that any client knows of. */
    long ackedZxid() {
        return ackedZxid;
    }

    long acked() {
        return acked;
    }

    void acked(long zxid) {
        acked++;
        ackedZxid = Math.max(ackedZxid, zxid);
    }

    /** The share of forces that take long. */
    double slowDiskShare() {
        return calm ? 0 : knobs.slowDiskShare;
    }

    void record(String path, ZnodeOp op) {
        histories.computeIfAbsent(path, key -> new ArrayList<>()).add(op);
    }

    String describe() {
        StringBuilder text = new StringBuilder("tip " + ledger.tip());
        for (SimServer server : servers) {
            text.append("\n  ").append(server.log()).append(' ');
            text.append(server.isUp() ? server.process().toString() : "down");
        }
        for (SimClient client : clients) {
            text.append("\n  client ")
                    .append(client.id())
                    .append(client.isConnected() ? " connected" : " not connected");
            text.append(", waits for ").append(client.outstanding());
        }
        return text.toString();
    }
}

package io.quorate.tests.sim.check;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.quorum.Proposal;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeChange;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sees everything that the servers of an ensemble log, promise and publish, and objects as soon as that breaks a promise of Zab.
 * The properties have the names of the paper by Junqueira, Reed and Serafini:
 *
 * <ul>
 *   <li>integrity: what is delivered was broadcast, once. A zxid names one transaction, whoever logs it, after one history; no
 *       request of a session is committed twice.
 *   <li>total order, agreement: what one server delivers is the beginning of what another delivers.
 *   <li>local primary order: the transactions of an epoch follow each other without gap. Global primary order: those of a later
 *       epoch come later. Primary integrity: a leader that serves has logged everything delivered before.
 *   <li>durability: what is committed is on the disks of a quorum; what is acknowledged is on the disk of whoever acknowledges; a
 *       crash takes nothing of it away.
 *   <li>configurations: one follows the other; each is known to majorities of both before it counts, and its own transaction is
 *       on the disks of majorities of both. What is a quorum follows from the last one in force.
 *   <li>epochs: never go back; one leader serves in an epoch; the current one is not ahead of the accepted one, and not behind
 *       the log.
 *   <li>session order: the requests of a session are committed in the order in which it made them.
 * </ul>
 */
public final class Ledger {
    private final Configurations configurations;
    private final Txn root;
    private final TreeMap<Long, Txn> txns = new TreeMap<>();
    private final TreeMap<Long, Txn> committed = new TreeMap<>();
    /** What a zxid with counter 0 stands for: the end of the history that the epoch began with. */
    private final Map<Long, Txn> epochStarts = new HashMap<>();

    private final Map<Long, Long> leaders = new HashMap<>();
    private final TreeMap<Long, ServerLog> logs = new TreeMap<>();
    private final Map<Long, Integer> lastCxids = new HashMap<>();
    private Txn tip;
    private long discarded;
    private long inherited;

    /**
     * @param first the tree that all servers begin with
     * @param ensemble who votes at first
     */
    public Ledger(DataTree first, Ensemble ensemble) {
        this.configurations = new Configurations(ensemble);
        this.root = new Txn(first.lastZxid(), null, new byte[0], null);
        root.after = first;
        this.tip = root;
        txns.put(root.zxid, root);
        committed.put(root.zxid, root);
    }

    /** Takes a server in that has logged nothing but the beginning. */
    public void addServer(long sid, long epoch) {
        ServerLog log = new ServerLog(sid, root);
        log.acceptedEpoch = epoch;
        log.currentEpoch = epoch;
        logs.put(sid, log);
    }

    public ServerLog log(long sid) {
        return logs.get(sid);
    }

    /** The end of what is committed. */
    public Txn tip() {
        return tip;
    }

    public Txn root() {
        return root;
    }

    /** How often a server had to give up transactions that it had logged. */
    public long discarded() {
        return discarded;
    }

    /** How often a server served transactions of its history that nobody had committed before. */
    public long inherited() {
        return inherited;
    }

    /** The committed transactions, oldest first; the first stands for the beginning. */
    public Iterable<Txn> committed() {
        return committed.values();
    }

    /** The committed transactions after one zxid and up to another, oldest first. */
    public Collection<Txn> committedBetween(long after, long upTo) {
        return committed.subMap(after, false, upTo, true).values();
    }

    /** What a transaction changed. */
    public List<TreeChange> changesOf(Txn txn) {
        return txn.changes;
    }

    /** The state that a client was served from which was told this zxid. */
    public Txn committedAt(long zxid) {
        boolean ofEpoch = Zxid.counter(zxid) == 0 && zxid != root.zxid;
        Txn txn = ofEpoch ? epochStarts.get(zxid) : txns.get(zxid);
        if (txn == null || committed.get(txn.zxid) != txn) {
            throw new LedgerViolation(
                    "integrity",
                    "a client is told of zxid " + Zxid.toText(zxid)
                            + (txn == null ? ", which nobody has logged" : ", which is not committed"));
        }
        return txn;
    }

    // ---- configurations

    /** A server's configurations are durable. */
    public void storedConfigurations(long sid, EnsembleView view) {
        configurations.stored(sid, view);
    }

    /** A server starts with what it finds. */
    public void foundConfigurations(long sid, EnsembleView view) {
        configurations.found(sid, view);
    }

    /** Somebody has replaced a server's configuration by a file of his own. */
    public void replacedConfigurations(long sid) {
        configurations.replaced(sid);
    }

    /** A server goes by this committed configuration; true if it is the first one to do so. */
    public boolean activated(long sid, Ensemble committed) {
        return configurations.activated(sid, committed);
    }

    /** Who votes in the last configuration that came into force. */
    public Set<Long> voters() {
        return configurations.last().voters();
    }

    /** The version of the last configuration that came into force. */
    public long configVersion() {
        return configurations.last().version();
    }

    // ---- what a disk does

    /** A server wants these on its disk. Returns the last. */
    public Txn appended(long sid, List<Proposal> proposals) {
        ServerLog log = logs.get(sid);
        for (Proposal proposal : proposals) {
            log.appended = follow(log, proposal);
        }
        return log.appended;
    }

    private Txn follow(ServerLog log, Proposal proposal) {
        long zxid = proposal.zxid();
        Txn previous = log.appended;
        Txn known = txns.get(zxid);
        if (known == null) {
            boolean next = zxid == previous.zxid + 1 && Zxid.counter(zxid) > 0;
            boolean first = Zxid.epoch(zxid) > Zxid.epoch(previous.zxid) && Zxid.counter(zxid) == 1;
            if (!next && !first) {
                throw new LedgerViolation(
                        "local primary order",
                        log + " logs " + Zxid.toText(zxid)
                                + " (expected: the next zxid, or the first of a later epoch)");
            }
            known = new Txn(zxid, previous, proposal.bytes(), proposal.entry());
            txns.put(zxid, known);
        } else if (!Arrays.equals(known.bytes, proposal.bytes())) {
            throw new LedgerViolation("integrity", log + " logs another transaction under the zxid of " + known);
        } else if (known.previous != previous) {
            throw new LedgerViolation(
                    "total order",
                    log + " logs " + known + " (expected: behind " + known.previous + ", as others have it)");
        }
        note(known, proposal);
        return known;
    }

    private static void note(Txn txn, Proposal proposal) {
        if (proposal.applied() == null) {
            return;
        }
        if (txn.after == null) {
            txn.after = proposal.after();
            txn.changes = proposal.applied().changes();
        } else {
            requireSameTree(txn, proposal.after());
        }
    }

    private static void requireSameTree(Txn txn, DataTree tree) {
        if (txn.after != null && txn.after.digest() != tree.digest()) {
            throw new LedgerViolation("agreement", "two trees after " + txn + ": " + txn.after + " and " + tree);
        }
    }

    /** A server's log is durable up to a transaction. */
    public void durable(long sid, Txn upTo) {
        ServerLog log = logs.get(sid);
        log.durable = upTo;
        log.durableMax = Math.max(log.durableMax, upTo.zxid);
    }

    /** A server wants its log cut back to a zxid. Returns what is left. */
    public Txn truncates(long sid, long zxid) {
        ServerLog log = logs.get(sid);
        Txn before = log.appended;
        log.appended = before.upTo(resolve(zxid, before).zxid);
        discarded += log.appended.contains(before) ? 0 : 1;
        return log.appended;
    }

    /** A server wants a tree to be its state. Returns the history that leads to it. */
    public Txn installs(long sid, DataTree tree) {
        ServerLog log = logs.get(sid);
        Txn before = log.appended;
        log.appended = resolve(tree.lastZxid(), before);
        requireSameTree(log.appended, tree);
        discarded += log.appended.contains(before) ? 0 : 1;
        return log.appended;
    }

    /** A server's disk begins to replace its history: from now on a crash may leave the old one or the new one. */
    public void replacing(long sid, Txn target) {
        ServerLog log = logs.get(sid);
        log.durable = log.durable.commonWith(target);
    }

    /** A leader sends its tree away. */
    public void sendsSnapshot(long sid, DataTree tree) {
        requireSameTree(resolve(tree.lastZxid(), logs.get(sid).appended), tree);
    }

    /** A server was started and has read its disk. */
    public void recovered(long sid, DataTree tree, long lastZxid) {
        ServerLog log = logs.get(sid);
        Txn found = lastZxid == Zxid.LOST ? root : resolve(lastZxid, log.appended);
        if (!log.forgetful && !found.contains(log.durable)) {
            throw new LedgerViolation("durability", log + " finds only " + found + " on its disk, in " + tree);
        }
        if (lastZxid != Zxid.LOST) {
            requireSameTree(found, tree);
        }
        if (logs.size() == 1) {
            // Whoever is alone begins no epoch, and gives zxids of transactions that were never durable to others.
            txns.tailMap(found.zxid, false).clear();
        }
        log.forgetful = false;
        log.published = null;
        log.appended = found;
        log.durable = found;
        log.durableMax = Math.max(log.durableMax, found.zxid);
    }

    /** The epochs that a server found on its disk. */
    public void recoveredEpochs(long sid, long accepted, long current) {
        ServerLog log = logs.get(sid);
        if (accepted < log.acceptedEpoch || current < log.currentEpoch) {
            throw new LedgerViolation(
                    "epochs", log + " finds epochs " + accepted + " accepted, " + current + " current on its disk");
        }
        log.acceptedEpoch = accepted;
        log.currentEpoch = current;
    }

    /** Somebody empties a server's database. */
    public void wiped(long sid) {
        ServerLog log = logs.get(sid);
        log.forgetful = true;
        log.forgotten = log.durable.contains(log.forgotten) ? log.durable : log.forgotten;
        log.durable = root;
    }

    /** A server's accepted epoch is durable. */
    public void acceptedEpoch(long sid, long epoch) {
        ServerLog log = logs.get(sid);
        if (epoch < log.acceptedEpoch) {
            throw new LedgerViolation("epochs", log + " accepts epoch " + epoch);
        }
        log.acceptedEpoch = epoch;
    }

    /** A server's current epoch is durable, which says that it has a history (hazard S1). */
    public void currentEpoch(long sid, long epoch, Txn history) {
        ServerLog log = logs.get(sid);
        if (!log.durable.contains(history)) {
            throw new LedgerViolation(
                    "durability", log + " stores current epoch " + epoch + " before its history, up to " + history);
        }
        if (epoch < log.currentEpoch || epoch > log.acceptedEpoch || epoch < Zxid.epoch(log.durable.zxid)) {
            throw new LedgerViolation(
                    "epochs",
                    log + " stores current epoch " + epoch + " (expected: not lower than before or than its log's,"
                            + " not higher than the accepted one)");
        }
        log.currentEpoch = epoch;
    }

    // ---- what a server says

    /** A server acknowledges a transaction. */
    public void acknowledges(long sid, long zxid) {
        ServerLog log = logs.get(sid);
        if (Zxid.counter(zxid) == 0) {
            if (log.currentEpoch != Zxid.epoch(zxid)) {
                throw new LedgerViolation(
                        "durability",
                        log + " acknowledges NEWLEADER of epoch " + Zxid.epoch(zxid)
                                + " (expected: not before that is its current one)");
            }
            return;
        }
        Txn txn = txns.get(zxid);
        if (txn == null || !log.durable.contains(txn)) {
            throw new LedgerViolation(
                    "durability",
                    log + " acknowledges " + Zxid.toText(zxid) + " (expected: not before it is on its disk)");
        }
    }

    /** A server proposes itself as the leader, for the sake of its history up to a zxid (hazard S3). */
    public void proposesItself(long sid, long zxid) {
        ServerLog log = logs.get(sid);
        // It may have been cut back since, while others still remember what it had; that is for discovery to find out.
        if (zxid != Zxid.LOST && resolve(zxid, log.durable).zxid > log.durableMax) {
            throw new LedgerViolation(
                    "durability",
                    log + " votes for itself with " + Zxid.toText(zxid)
                            + " (expected: not more than ever was on its disk)");
        }
    }

    /** A server acknowledges that it follows an epoch. */
    public void acknowledgesEpoch(long sid, long epoch) {
        ServerLog log = logs.get(sid);
        if (log.acceptedEpoch < epoch) {
            throw new LedgerViolation(
                    "durability", log + " acknowledges epoch " + epoch + " (expected: not before it is on its disk)");
        }
    }

    /** A server begins to serve, with all of this tree. */
    public void serves(long sid, DataTree tree) {
        ServerLog log = logs.get(sid);
        Txn state = resolve(tree.lastZxid(), log.appended);
        requireSameTree(state, tree);
        if (state.after == null) {
            state.after = tree;
        }
        inherited += state.zxid > tip.zxid ? 1 : 0;
        commit(log, state);
        log.published = state;
    }

    /** A server goes on serving clients that have waited: they see what was published to them, and nothing is missing. */
    public void resumes(long sid, DataTree tree) {
        ServerLog log = logs.get(sid);
        Txn state = resolve(tree.lastZxid(), log.appended);
        if (state != log.published) {
            throw new LedgerViolation(
                    "total order",
                    log + " goes on from " + state + " (expected: " + log.published + ", published last)");
        }
        serves(sid, tree);
    }

    /** A server serves as the leader of an epoch. */
    public void leads(long sid, long epoch) {
        Long other = leaders.putIfAbsent(epoch, sid);
        if (other != null && other != sid) {
            throw new LedgerViolation("epochs", "servers " + other + " and " + sid + " both lead in epoch " + epoch);
        }
        if (!configurations.last().voters().contains(sid)) {
            throw new LedgerViolation(
                    "configurations", "server " + sid + " leads, and is no voter of " + configurations.last());
        }
        ServerLog log = logs.get(sid);
        if (!log.appended.contains(tip)) {
            throw new LedgerViolation("primary integrity", log + " leads without " + tip + ", which is committed");
        }
    }

    /** A server leads without serving clients itself: it publishes what is committed all the same. */
    public void leadsQuietly(long sid, DataTree tree) {
        ServerLog log = logs.get(sid);
        resolve(tree.lastZxid(), log.appended);
        log.quiet = true;
    }

    public void stopsServing(long sid) {
        logs.get(sid).quiet = false;
        logs.get(sid).published = null;
    }

    /** A server publishes a committed transaction to its clients. */
    public Txn published(long sid, Proposal proposal) {
        ServerLog log = logs.get(sid);
        Txn txn = txns.get(proposal.zxid());
        if (txn == null || !Arrays.equals(txn.bytes, proposal.bytes())) {
            throw new LedgerViolation("integrity", log + " publishes " + proposal + ", which nobody has logged so");
        }
        if (log.published == null && log.quiet) {
            log.published = txn.previous;
        }
        if (log.published == null || txn.previous != log.published) {
            throw new LedgerViolation(
                    "total order", log + " publishes " + txn + " (expected: behind " + txn.previous + ")");
        }
        note(txn, proposal);
        commit(log, txn);
        log.published = txn;
        return txn;
    }

    /** The transaction of a zxid; one with counter 0 stands for what its epoch began with. */
    private Txn resolve(long zxid, Txn guess) {
        if (zxid == root.zxid) {
            return root;
        }
        if (Zxid.counter(zxid) == 0) {
            return epochStarts.computeIfAbsent(zxid, start -> guess.upTo(start));
        }
        Txn txn = txns.get(zxid);
        if (txn == null) {
            throw new LedgerViolation("integrity", "zxid " + Zxid.toText(zxid) + " was never logged");
        }
        return txn;
    }

    private void commit(ServerLog by, Txn txn) {
        if (txn.zxid <= tip.zxid) {
            if (!tip.contains(txn)) {
                throw new LedgerViolation(
                        "agreement", by + " has " + txn + " committed, others " + tip + " without it");
            }
            return;
        }
        if (!txn.contains(tip)) {
            throw new LedgerViolation("agreement", by + " commits " + txn + " without " + tip + ", which is committed");
        }
        requireQuorum(by, txn, configurations.last());
        for (Txn at = txn; at != tip; at = at.previous) {
            if (at.type() == OpCode.RECONFIG) {
                requireReconfigured(by, at);
            }
        }
        for (Txn at = txn; at != tip; at = at.previous) {
            committed.put(at.zxid, at);
        }
        for (Txn newly : committed.tailMap(tip.zxid, false).values()) {
            checkSessionOrder(newly);
        }
        tip = txn;
    }

    private void requireQuorum(ServerLog by, Txn txn, Configurations.InForce configuration) {
        Set<Long> holders = new TreeSet<>();
        for (ServerLog log : logs.values()) {
            if (log.hasOrHad(txn)) {
                holders.add(log.sid);
            }
        }
        if (!configuration.isMajority(holders)) {
            throw new LedgerViolation(
                    "durability",
                    by + " has " + txn + " committed, which only " + holders + " have on disk (expected: a quorum of "
                            + configuration + "): " + logs.values());
        }
    }

    /** A change needs quorums of both, and is in force as soon as it is committed. */
    private void requireReconfigured(ServerLog by, Txn change) {
        Configurations.InForce next = configurations.of(change.zxid);
        if (next == null) {
            throw new LedgerViolation(
                    "configurations", by + " has " + change + " committed, and goes by " + configurations.last());
        }
        requireQuorum(by, change, next);
        requireQuorum(by, change, next.before());
    }

    private void checkSessionOrder(Txn txn) {
        boolean fromClient = txn.cxid() > 0;
        if (fromClient && !txn.isFromFormerServer()) {
            Integer last = lastCxids.put(txn.sessionId(), txn.cxid());
            if (last != null && last >= txn.cxid()) {
                throw new LedgerViolation("session order", txn + " is committed after the session's request " + last);
            }
        }
    }
}

package io.quorate.quorum;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.PrepRequestProcessor;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/** What a server has in whatever role: its data, its epochs, its configuration, the time, and the way to the world. */
final class PeerContext {
    final PeerOptions options;
    final EnsembleOptions ensemble;
    final PrepRequestProcessor prep;
    final Effects effects;
    final ZKDatabase database;
    final DiskQueue disk;
    final SnapshotPolicy snapshots;
    final DigestHistory digests = new DigestHistory();
    final ProposalSizes sizes = new ProposalSizes();
    final SessionIds sessionIds;
    final RandomGenerator random;
    final ObserverMasterChoice observerMasters;
    final HeldClients clients;

    /** Of which epoch another server's history is, as far as it has said; less than 0 if it has not. */
    LongUnaryOperator claimedEpoch = sid -> -1;

    /** Null for a server of one. */
    EnsembleView view;
    /** Whether the database was lost, so that this server must not count before a leader has brought it up to date. */
    boolean lost;

    /** Whether the database is newer than what is on the disk, as that of an observer without a log is. */
    boolean unlogged;

    /** What clients may read while there is no leader; null if they may not. */
    DataTree readOnlyTree;

    /** Whether the election has still to be told of the view. */
    boolean viewChanged;

    long acceptedEpoch;
    /** The newest epoch that another server is known to have promised to somebody; the next one that we lead has to be newer. */
    long promisedElsewhere;

    long currentEpoch;
    long digestMismatches;
    long nowMillis;
    long wallMillis;

    /** @param ensemble null for a server of one */
    PeerContext(
            PeerOptions options,
            EnsembleOptions ensemble,
            PrepRequestProcessor prep,
            Effects effects,
            PeerState recovered,
            RandomGenerator random,
            long wallMillis) {
        this.options = options;
        this.ensemble = ensemble;
        this.prep = prep;
        this.effects = effects;
        this.random = random;
        this.observerMasters = new ObserverMasterChoice(random);
        this.clients = new HeldClients(effects);
        this.database =
                new ZKDatabase(recovered.tree(), recovered.history(), ensemble == null ? 0 : ensemble.commitLogCount());
        this.disk = new DiskQueue(effects, recovered.tree().lastZxid());
        this.snapshots = new SnapshotPolicy(options.snapCount(), options.snapSizeBytes(), random);
        this.sessionIds = new SessionIds(options.sid(), wallMillis);
        this.acceptedEpoch = recovered.acceptedEpoch();
        this.currentEpoch = recovered.currentEpoch();
        this.wallMillis = wallMillis;
        this.lost = recovered.lastZxid() == Zxid.LOST;
        this.readOnlyTree = ensemble != null && ensemble.clients().readOnlyMode() ? recovered.tree() : null;
    }

    long sid() {
        return options.sid();
    }

    long tickMillis() {
        return options.tickMillis();
    }

    /** How long discovery and synchronization may take. */
    long initLimitMillis() {
        return ensemble.initLimitTicks() * tickMillis();
    }

    /** How long a server that takes part may say nothing. */
    long syncLimitMillis() {
        return ensemble.syncLimitTicks() * tickMillis();
    }

    /** Goes by other configurations from now on, also after a restart. */
    void changeView(EnsembleView newView) {
        view = newView;
        disk.storeConfigurations(newView);
        effects.ensembleChanged(newView);
        viewChanged = true;
    }

    /** Makes the tree show the committed configuration. */
    void showConfig() {
        DataTree tree = database.committed();
        DataTree shown = ConfigNode.in(tree, view, ensemble.reconfigEnabled());
        if (shown != tree) {
            database.replaceTree(shown);
        }
    }

    /**
     * Goes by a change that is in the log, even if the files of the configurations do not have it any more: somebody may have written
     * them anew while that change was still to be completed. An ensemble that begins with new files, all of version 0, is left alone.
     */
    void seeLoggedConfig() {
        Ensemble logged = view.committed().version() == 0 ? null : ConfigNode.written(database.head());
        if (ensemble.reconfigEnabled() && logged != null) {
            onProposed(logged);
        }
    }

    /** From now on a quorum has to be one of both configurations; written before the proposal is logged, hence acknowledged. */
    void onProposed(Ensemble next) {
        if (next.version() > view.lastSeen().version()) {
            changeView(view.withLastSeen(next));
        }
    }

    /**
     * Tells people of server lists that differ although none was changed by a reconfiguration: quorums of the one need not have a server
     * in common with those of the other. That is no reason to stop, since a list that is changed in the files, server by server,
     * differs for a while.
     */
    void compareLists(long leader, Ensemble theirs) {
        Ensemble ours = view.committed();
        boolean same = theirs.voters().equals(ours.voters())
                && theirs.observers().equals(ours.observers())
                && theirs.groups().equals(ours.groups())
                && theirs.weights().equals(ours.weights());
        if (theirs.version() == ours.version() && !same) {
            effects.tell("The server lists differ: the leader, server " + leader + ", has the voters " + theirs.voters()
                    + " and the observers " + theirs.observers() + ", this server has " + ours.voters() + " and "
                    + ours.observers() + "; make the server, group and weight lines the same in every zoo.cfg");
        }
    }

    /**
     * With a leader's history comes its configuration, even in the place of a newer one: what was proposed here and did not make it into
     * that history is given up.
     */
    void takeOver(Ensemble config) {
        Ensemble committed = view.committed();
        Ensemble lastSeen = config.version() > committed.version() ? config : committed;
        if (lastSeen.version() != view.lastSeen().version()) {
            changeView(view.withLastSeen(lastSeen));
        }
    }

    /**
     * Whether a change that is under way was committed when its leader was established: it is older than that leader's epoch, or in the
     * history that is committed. Else its commit is still to come.
     */
    boolean isChangeCommitted(long epoch) {
        long version = view.lastSeen().version();
        return view.isChanging()
                && (version <= Zxid.of(epoch, 0)
                        || version <= database.committed().lastZxid());
    }

    /**
     * A role has ended. What is committed now, rather than all that is logged, may be read until there is a leader: the rest may be
     * dropped again. While nobody leads or follows nothing becomes committed, but something may have turned out not to be.
     *
     * @param served whether clients were served in that role
     */
    void keepForReading(boolean served) {
        DataTree committed = database.committed();
        if (readOnlyTree != null && (served || committed.lastZxid() < readOnlyTree.lastZxid())) {
            readOnlyTree = committed;
        }
    }

    /** A session id that no session has. */
    long unusedSessionId() {
        long id = sessionIds.next();
        while (database.head().hasSession(id)) {
            id = sessionIds.next();
        }
        return id;
    }

    /**
     * Compares the tree after a transaction with what its leader says of it (spec: zab-protocol §9). A difference is told, once for all,
     * and counted; it is for people to find out which server is wrong.
     */
    void compareDigest(TxnEntry entry, DataTree after) {
        boolean comparable = entry.digest() != null
                && entry.digest().isComparable()
                && after.options().digestEnabled();
        if (comparable && entry.digest().treeDigest() != after.digest()) {
            if (digestMismatches == 0) {
                effects.tell("The digest of the tree differs from the leader's after transaction "
                        + Zxid.toText(entry.header().zxid()) + ": compare the servers' data");
            }
            digestMismatches++;
        }
    }

    /** Notes a proposal that this server logs. */
    void logged(Proposal proposal) {
        snapshots.logged(proposal.bytes().length);
        sizes.add(proposal.bytes().length);
    }

    /** Commits the oldest pending proposal. */
    Proposal commit() {
        Proposal proposal = database.commit();
        digests.committed(proposal.after());
        return proposal;
    }

    /** Begins a snapshot of what is committed if it is time for one; only while the ensemble agrees on what is committed. */
    void snapshotIfDue() {
        if (snapshots.isDue()) {
            snapshots.saving();
            effects.rollLog();
            effects.saveSnapshot(database.committed());
        }
    }
}

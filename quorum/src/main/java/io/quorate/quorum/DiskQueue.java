package io.quorate.quorum;

import io.quorate.ensemble.EnsembleView;
import io.quorate.tree.DataTree;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What this server has asked its disk for and not yet got. What becomes durable is noted in any case; what was to happen next
 * happens only if the role that asked is still there: see {@link #abandon}.
 */
final class DiskQueue {
    private static final Runnable NOTHING = () -> {};

    private final DiskEffects effects;
    private final ArrayDeque<Store> stores = new ArrayDeque<>();
    private long appendedZxid;
    private long loggedZxid;
    private Runnable onTruncated;

    private static final class Store {
        private final Runnable fact;
        private Runnable consequence;

        Store(Runnable fact, Runnable consequence) {
            this.fact = fact;
            this.consequence = consequence;
        }
    }

    /** A queue in which nothing waits, behind a log that ends with this zxid. */
    DiskQueue(DiskEffects effects, long lastZxid) {
        this.effects = effects;
        this.appendedZxid = lastZxid;
        this.loggedZxid = lastZxid;
    }

    void append(List<Proposal> proposals) {
        if (!proposals.isEmpty()) {
            appendedZxid = proposals.get(proposals.size() - 1).zxid();
            effects.append(proposals);
        }
    }

    /** Stores a promise: the fact is noted when it is durable, and the consequence follows. */
    void storeAcceptedEpoch(long epoch, Runnable fact, Runnable consequence) {
        stores.addLast(new Store(fact, consequence));
        effects.storeAcceptedEpoch(epoch);
    }

    /** Stores whose history this server has. */
    void storeCurrentEpoch(long epoch, Runnable fact, Runnable consequence) {
        stores.addLast(new Store(fact, consequence));
        effects.storeCurrentEpoch(epoch);
    }

    /** Stores the configurations. */
    void storeConfigurations(EnsembleView view) {
        stores.addLast(new Store(NOTHING, NOTHING));
        effects.storeConfigurations(view);
    }

    /** Makes a tree that came from the leader durable; nothing may be on its way to the log. */
    void install(DataTree tree) {
        requireLogIdle("install " + tree);
        appendedZxid = tree.lastZxid();
        loggedZxid = appendedZxid;
        stores.addLast(new Store(NOTHING, NOTHING));
        effects.install(tree);
    }

    /** Cuts the log back; nothing may be on its way to it. */
    void truncate(long zxid, Runnable consequence) {
        requireLogIdle("truncate");
        onTruncated = consequence;
        effects.truncate(zxid);
    }

    private void requireLogIdle(String what) {
        if (loggedZxid != appendedZxid || onTruncated != null) {
            throw new IllegalStateException(what + " while the log is being written");
        }
    }

    void onLogged(long zxid) {
        loggedZxid = Math.max(loggedZxid, zxid);
    }

    void onStored() {
        Store store = stores.pollFirst();
        if (store == null) {
            throw new IllegalStateException("stored, but nothing was to be stored");
        }
        store.fact.run();
        store.consequence.run();
    }

    void onTruncated(long lastZxid) {
        Runnable consequence = onTruncated;
        if (consequence == null) {
            throw new IllegalStateException("truncated, but nothing was to be truncated");
        }
        onTruncated = null;
        appendedZxid = lastZxid;
        loggedZxid = lastZxid;
        consequence.run();
    }

    /** The role that asked is over: what is on its way still becomes durable, but leads to nothing. */
    void abandon() {
        for (Store store : stores) {
            store.consequence = NOTHING;
        }
        if (onTruncated != null) {
            onTruncated = NOTHING;
        }
    }

    /** Whether everything asked for is durable. */
    boolean isIdle() {
        return stores.isEmpty() && onTruncated == null && loggedZxid == appendedZxid;
    }

    /** Up to where the log is durable. */
    long loggedZxid() {
        return loggedZxid;
    }

    /** The zxid asked for last; that of the durable log when {@link #isIdle}. */
    long appendedZxid() {
        return appendedZxid;
    }
}

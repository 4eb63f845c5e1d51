package io.quorate.tests.sim;

import io.quorate.jute.Zxid;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.tests.sim.check.Ledger;
import io.quorate.tests.sim.check.Txn;
import io.quorate.tree.TreeChange;
import io.quorate.watch.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The watches that a client has set, and the promise that goes with them: no answer shows a state later than a change that the
 * client wanted to be told of and was not.
 */
final class ClientWatches {
    private final Ledger ledger;
    /** On nodes that were there, on nodes that were not, and on the children of nodes. */
    private final TreeSet<String> data = new TreeSet<>();

    private final TreeSet<String> absent = new TreeSet<>();
    private final TreeSet<String> children = new TreeSet<>();
    /** Everything up to here has been told. */
    private long toldZxid;

    ClientWatches(Ledger ledger, long startZxid) {
        this.ledger = ledger;
        this.toldZxid = startZxid;
    }

    void watchData(String path) {
        data.add(path);
    }

    void watchAbsent(String path) {
        absent.add(path);
    }

    void watchChildren(String path) {
        children.add(path);
    }

    boolean isEmpty() {
        return data.isEmpty() && absent.isEmpty() && children.isEmpty();
    }

    /** What a client sends that has come to another server. */
    SetWatchesRequest renewal(long lastZxid) {
        return new SetWatchesRequest(
                lastZxid, new ArrayList<>(data), new ArrayList<>(absent), new ArrayList<>(children));
    }

    /** The client is told of an event of a transaction, or of one that it missed while it was away. */
    void onEvent(WatcherEvent event, long zxid) {
        if (zxid >= 0) {
            onState(ledger.committedAt(zxid).zxid() - 1);
            requireTrue(event, zxid);
        }
        String path = event.path();
        int before = data.size() + absent.size() + children.size();
        if (event.type() != EventType.NODE_CHILDREN_CHANGED) {
            data.remove(path);
            absent.remove(path);
        }
        if (event.type() == EventType.NODE_CHILDREN_CHANGED || event.type() == EventType.NODE_DELETED) {
            children.remove(path);
        }
        boolean wanted = data.size() + absent.size() + children.size() < before;
        // Renewed watches on a deleted node and on its children are told one by one (spec: client-protocol §8.4).
        boolean repeated = zxid < 0 && event.type() == EventType.NODE_DELETED;
        if (!wanted && !repeated) {
            throw new SimulationFailure("watches: told of " + event + ", which the client does not watch");
        }
    }

    private void requireTrue(WatcherEvent event, long zxid) {
        Txn txn = ledger.committedAt(zxid);
        for (TreeChange change : ledger.changesOf(txn)) {
            if (typeFor(change, event.path()) == event.type()) {
                return;
            }
        }
        throw new SimulationFailure(
                "watches: told of " + event + " as the effect of " + txn + ", which had no such effect");
    }

    private static int typeFor(TreeChange change, String path) {
        if (change.path().equals(path)) {
            return switch (change.kind()) {
                case CREATED -> EventType.NODE_CREATED;
                case DELETED -> EventType.NODE_DELETED;
                case DATA_CHANGED -> EventType.NODE_DATA_CHANGED;
            };
        }
        boolean parent = change.kind() != TreeChange.Kind.DATA_CHANGED
                && change.parentPath().equals(path);
        return parent ? EventType.NODE_CHILDREN_CHANGED : 0;
    }

    /** The client is shown the state of a zxid, so it has to know of everything before. */
    void onState(long zxid) {
        if (zxid <= toldZxid) {
            return;
        }
        for (Txn txn : ledger.committedBetween(toldZxid, zxid)) {
            for (TreeChange change : ledger.changesOf(txn)) {
                requireTold(change, txn, zxid);
            }
        }
        toldZxid = zxid;
    }

    private void requireTold(TreeChange change, Txn txn, long zxid) {
        boolean node = data.contains(change.path()) || absent.contains(change.path());
        boolean parent = change.kind() != TreeChange.Kind.DATA_CHANGED && children.contains(change.parentPath());
        boolean watched = change.kind() == TreeChange.Kind.DELETED && children.contains(change.path());
        if (node || parent || watched) {
            throw new SimulationFailure("watch before data: shown " + Zxid.toText(zxid)
                    + " without having been told of " + change.kind() + " " + change.path() + " by " + txn);
        }
    }

    /** The client's watches are renewed as of a zxid. A node that came and went meanwhile is never told of. */
    void onRenewed(long zxid) {
        TreeSet<String> hopeless = new TreeSet<>(absent);
        absent.clear();
        onState(zxid);
        for (String path : hopeless) {
            if (ledger.committedAt(zxid).after().find(path) != null) {
                throw new SimulationFailure("watches: not told that " + path + " was created, at " + Zxid.toText(zxid));
            }
        }
        absent.addAll(hopeless);
    }

    List<String> toList() {
        List<String> all = new ArrayList<>(data);
        all.addAll(absent);
        all.addAll(children);
        return all;
    }
}

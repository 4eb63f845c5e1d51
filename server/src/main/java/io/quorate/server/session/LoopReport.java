package io.quorate.server.session;

import io.quorate.tree.DataTree;
import io.quorate.watch.WatchTable;

/**
 * One io loop at one moment. Immutable.
 *
 * @param counts what it counted
 * @param sessions how many open sessions it serves
 * @param outstanding how many of its clients' requests are with the core
 * @param viewZxid the zxid of the tree that it serves reads from
 * @param dataWatches (path, connection) pairs in the data table
 * @param childWatches (path, connection) pairs in the child table
 */
public record LoopReport(
        LoopStats.Report counts, int sessions, int outstanding, long viewZxid, int dataWatches, int childWatches) {
    static LoopReport of(LoopStats stats, int sessions, FlowControl flow, DataTree view, WatchTable<?> watches) {
        return new LoopReport(
                stats.report(),
                sessions,
                flow.atCore(),
                view.lastZxid(),
                watches.dataWatchCount(),
                watches.childWatchCount());
    }
}

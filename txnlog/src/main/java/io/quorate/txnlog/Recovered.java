package io.quorate.txnlog;

import io.quorate.tree.DataTree;
import java.util.List;

/**
 * What a server knows when it starts.
 *
 * @param tree the state after the last transaction that is durable here
 * @param history the last transactions, oldest first and without a gap, up to {@code lastZxid}; fewer than asked for if
 *     the logs hold fewer, or if the trees after earlier ones are not exact because the snapshot was fuzzy
 * @param lastZxid the last zxid, {@link io.quorate.jute.Zxid#LOST} if the database was lost: then this server may not
 *     count until it was synced
 * @param epochs null for a standalone server
 * @param warnings what the operator should know, one sentence each
 */
public record Recovered(
        DataTree tree,
        List<Replayed> history,
        long lastZxid,
        Epochs epochs,
        RecoveryStats stats,
        List<String> warnings) {}

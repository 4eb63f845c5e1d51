package io.quorate.quorum;

import io.quorate.tree.DataTree;
import java.util.List;

/**
 * What the disk of a member of an ensemble holds.
 *
 * @param tree after everything in the log
 * @param history the last transactions of the log, oldest first and without gap up to the tree; may be empty
 * @param lastZxid of the log, or {@link io.quorate.jute.Zxid#LOST} if the database is lost
 * @param acceptedEpoch the newest epoch promised to a leader
 * @param currentEpoch the epoch whose history this server has
 */
public record PeerState(DataTree tree, List<Proposal> history, long lastZxid, long acceptedEpoch, long currentEpoch) {
    public PeerState {
        history = List.copyOf(history);
    }
}

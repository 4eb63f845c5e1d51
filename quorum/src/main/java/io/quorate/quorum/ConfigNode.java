package io.quorate.quorum;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.MalformedEnsembleException;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.nio.charset.StandardCharsets;

/**
 * The znode {@code /zookeeper/config}, which shows the committed configuration (spec: client-protocol §14). Its time is no server's
 * clock, so that it is the same on all of them (hazard F8).
 */
final class ConfigNode {
    private static final String PATH = "/zookeeper/config";
    private static final long NO_TIME = 0;

    private ConfigNode() {}

    /**
     * The tree with that node as it has to be. What a transaction wrote stays as it is, time included, as it does on the servers that
     * go on serving. So does what is newer than the committed configuration: that is about to follow.
     *
     * @param changeable whether configurations have versions
     */
    static DataTree in(DataTree tree, EnsembleView view, boolean changeable) {
        DataNode node = tree.find(PATH);
        boolean written = node != null && node.mzxid() != 0;
        if (changeable && written && node.mzxid() >= view.committed().version()) {
            return tree;
        }
        byte[] text = view.committed().toText().getBytes(StandardCharsets.UTF_8);
        return tree.withConfig(text, view.committed().version(), NO_TIME);
    }

    /** The configuration that the last reconfig transaction of a tree has brought, null if there is none. */
    static Ensemble written(DataTree tree) {
        DataNode node = tree.find(PATH);
        if (node == null || node.mzxid() == 0 || node.data() == null) {
            return null;
        }
        try {
            Ensemble config = Ensemble.parse(new String(node.data(), StandardCharsets.UTF_8));
            return config.version() == node.mzxid() ? config : null;
        } catch (MalformedEnsembleException e) {
            return null;
        }
    }

    /**
     * The configuration that a reconfig transaction brings.
     *
     * @throws MalformedRecordException if it brings none
     */
    static Ensemble read(Txn txn) {
        try {
            return Ensemble.parse(new String(((SetDataTxn) txn).data(), StandardCharsets.UTF_8));
        } catch (MalformedEnsembleException e) {
            throw new MalformedRecordException("reconfig: " + e.getMessage());
        }
    }
}

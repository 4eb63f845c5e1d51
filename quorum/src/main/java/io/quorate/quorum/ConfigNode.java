package io.quorate.quorum;

import io.quorate.ensemble.EnsembleView;
import io.quorate.tree.DataTree;
import java.nio.charset.StandardCharsets;

/**
 * The znode {@code /zookeeper/config}, which shows the committed configuration (spec: client-protocol §14). Its time is no server's
 * clock, so that it is the same on all of them (hazard F8).
 */
final class ConfigNode {
    private static final long NO_TIME = 0;

    private ConfigNode() {}

    /** The tree with that node as it has to be. */
    static DataTree in(DataTree tree, EnsembleView view) {
        byte[] text = view.committed().toText().getBytes(StandardCharsets.UTF_8);
        return tree.withConfig(text, view.committed().version(), NO_TIME);
    }
}

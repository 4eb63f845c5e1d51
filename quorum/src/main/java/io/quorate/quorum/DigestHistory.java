package io.quorate.quorum;

import io.quorate.tree.DataTree;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The digests of past trees at zxids that all servers choose alike, so that operators can compare servers (spec:
 * storage-format §5.4).
 */
final class DigestHistory {
    private static final int INTERVAL = 128;
    private static final int SIZE_MAX = 1024;

    private final ArrayDeque<PeerStatus.ZxidDigest> digests = new ArrayDeque<>();

    void committed(DataTree tree) {
        if (tree.options().digestEnabled() && tree.lastZxid() % INTERVAL == 0) {
            if (digests.size() == SIZE_MAX) {
                digests.removeFirst();
            }
            digests.addLast(new PeerStatus.ZxidDigest(tree.lastZxid(), tree.digest()));
        }
    }

    List<PeerStatus.ZxidDigest> toList() {
        return List.copyOf(digests);
    }
}

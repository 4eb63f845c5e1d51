package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteWriter;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.SnapshotEncoder;

/** A tree, and the signature behind it, as they follow a SNAP packet (spec: zab-protocol §5.1). */
final class TreePieces implements PieceStream.Source {
    /** Ends the stream, behind the tree. */
    static final String SIGNATURE = "BenWasHere";

    private final DataTree tree;
    private SnapshotEncoder encoder;

    TreePieces(DataTree tree) {
        this.tree = tree;
    }

    @Override
    public boolean next(ByteBuf out, int bytes) {
        if (encoder == null) {
            encoder = new SnapshotEncoder(tree);
        }
        boolean last = encoder.encode(out, bytes);
        if (last) {
            new JuteWriter(out).writeString(SIGNATURE);
        }
        return last;
    }

    @Override
    public void close() {
        encoder = null;
    }
}

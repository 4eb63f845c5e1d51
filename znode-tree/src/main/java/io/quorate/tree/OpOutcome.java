package io.quorate.tree;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Stat;

/**
 * What one operation of a transaction did.
 *
 * @param type of the operation's transaction; {@link OpCode#ERROR} in a failed multi
 * @param err its error code, 0 if it succeeded. Not 0 only in a failed multi or a lenient replay
 * @param path it was about; null if it was not about one node
 * @param node as it was right after the operation; null if there is none
 */
public record OpOutcome(int type, int err, String path, DataNode node) {
    /** The stat right after the operation. Null if there is no node. */
    public Stat stat() {
        return node == null ? null : node.stat();
    }
}

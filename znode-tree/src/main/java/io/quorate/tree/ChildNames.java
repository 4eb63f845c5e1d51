package io.quorate.tree;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import java.lang.ref.SoftReference;

/**
 * The encoded names of many children, from the second time on that they are asked for, for as long as there is room. A walk over a
 * hundred thousand znodes waits for memory at each of them; the bytes lie one behind the other. Who asks once, or after each change,
 * costs no memory. For any threads, as the {@link ChildMap} that it belongs to is.
 */
final class ChildNames {
    /** With fewer children the walk is short. */
    private static final int CHILDREN_MIN = 256;

    private static final int NAME_BYTES_EXPECTED = 20;

    private volatile boolean wanted;
    private volatile SoftReference<byte[]> encoded;

    private ChildNames() {}

    /** For so many children; null if they are few. */
    static ChildNames ofMany(int children) {
        return children < CHILDREN_MIN ? null : new ChildNames();
    }

    /** The vector of the names of these children, always the same ones; null if they have to be walked. */
    byte[] encoded(ChildMap children) {
        SoftReference<byte[]> kept = encoded;
        byte[] bytes = kept == null ? null : kept.get();
        if (bytes == null && !wanted) {
            wanted = true;
        } else if (bytes == null) {
            ByteBuf out = Unpooled.buffer(children.size * NAME_BYTES_EXPECTED);
            children.walkNames(new JuteWriter(out));
            bytes = ByteBufUtil.getBytes(out);
            encoded = new SoftReference<>(bytes);
        }
        return bytes;
    }
}

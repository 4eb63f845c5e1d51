package io.quorate.jute;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A value with a jute encoding. Every implementation also has a static {@code read(JuteReader)}.
 *
 * <p>Implementations are records whose {@code byte[]} and {@code List} components are shared, not copied: whoever hands them in
 * or takes them out must not change them. A record with a {@code byte[]} therefore compares that component by identity;
 * to compare contents compare {@link #toBytes()}.
 */
public interface JuteRecord {
    /** Appends the encoding. */
    void write(JuteWriter out);

    /** The encoding alone, in a new array. */
    default byte[] toBytes() {
        ByteBuf buffer = Unpooled.buffer();
        write(new JuteWriter(buffer));
        return ByteBufUtil.getBytes(buffer);
    }
}

package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket that another thread than its event loop may write to while Netty has nothing to write, which saves waking the loop up. Who
 * does so has to keep the loop from writing meanwhile.
 */
final class DirectChannel extends NioSocketChannel {
    private static final Logger LOG = LoggerFactory.getLogger(DirectChannel.class);

    /** Whether Netty has written all that it was given. */
    boolean isFlushed() {
        ChannelOutboundBuffer pending = unsafe().outboundBuffer();
        return pending != null && pending.totalPendingWriteBytes() == 0;
    }

    /** Writes what the socket takes at once, and takes that out of the buffer. A failure is left to the loop to notice: it writes nothing. */
    void writeNow(ByteBuf bytes) {
        try {
            bytes.skipBytes(javaChannel().write(bytes.nioBuffer()));
        } catch (IOException e) {
            LOG.debug("{}: the event loop will find it closed", this, e);
        }
    }
}

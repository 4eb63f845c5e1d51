package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.Iterator;
import java.util.List;

/** Something that waits to be sent to a learner, piece by piece. Belongs to the connection's loop. */
interface Outgoing {
    /** About how long a piece is, in bytes. */
    int PIECE_BYTES = 256 * 1024;

    /** The next piece, whose owner is the caller; null if it is not ready. */
    ByteBuf next(ByteBufAllocator allocator);

    /** Whether there is no further piece. */
    boolean isFinished();

    /** Gives up what is left. */
    void release();

    /** Packets that were encoded for several learners. */
    final class Bytes implements Outgoing {
        private ByteBuf bytes;

        Bytes(ByteBuf bytes) {
            this.bytes = bytes;
        }

        @Override
        public ByteBuf next(ByteBufAllocator allocator) {
            ByteBuf all = bytes;
            bytes = null;
            return all;
        }

        @Override
        public boolean isFinished() {
            return bytes == null;
        }

        @Override
        public void release() {
            if (bytes != null) {
                bytes.release();
                bytes = null;
            }
        }
    }

    /** Packets of which only a piece is encoded at a time, for they may be long. */
    final class Packets implements Outgoing {
        private Iterator<QuorumPacket> packets;

        Packets(List<QuorumPacket> packets) {
            this.packets = List.copyOf(packets).iterator();
        }

        @Override
        public ByteBuf next(ByteBufAllocator allocator) {
            ByteBuf piece = allocator.ioBuffer();
            JuteWriter out = new JuteWriter(piece);
            while (packets.hasNext() && piece.readableBytes() < PIECE_BYTES) {
                packets.next().write(out);
            }
            return piece;
        }

        @Override
        public boolean isFinished() {
            return !packets.hasNext();
        }

        @Override
        public void release() {
            packets = List.<QuorumPacket>of().iterator();
        }
    }
}

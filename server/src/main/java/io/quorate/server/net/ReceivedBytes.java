package io.quorate.server.net;

import io.netty.buffer.ByteBuf;

/** What a connection has received and not yet decoded. Belongs to the connection's loop. */
final class ReceivedBytes {
    private ByteBuf bytes;

    /** Adds what was received, of which it becomes the owner. */
    void add(ByteBuf received) {
        if (bytes == null) {
            bytes = received;
            return;
        }
        bytes.discardSomeReadBytes();
        bytes = bytes.writeBytes(received);
        received.release();
    }

    /** The bytes, to be read from; null if there are none. */
    ByteBuf bytes() {
        return bytes;
    }

    /** Frees the memory if everything was read. */
    void trim() {
        if (bytes != null && !bytes.isReadable()) {
            release();
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}

package io.quorate.tests.harness;

import io.quorate.jute.JuteReader;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.WatcherEvent;

/** What a server sends to a client after the handshake, in the order of arrival. */
public sealed interface Incoming {
    /** The xid of notifications. */
    int NOTIFICATION_XID = -1;

    /** The answer to a request; {@code body} is what follows the header, not decoded. */
    record Reply(int xid, long zxid, int err, byte[] body) implements Incoming {}

    /** A watch notification. */
    record Event(long zxid, int err, WatcherEvent event, int trailingBytes) implements Incoming {}

    /** The server closed the connection, in order or by a reset. */
    record Closed() implements Incoming {}

    /** Decodes a frame. */
    static Incoming of(byte[] frame) {
        JuteReader in = JuteReader.of(frame);
        ReplyHeader header = ReplyHeader.read(in);
        if (header.xid() == NOTIFICATION_XID) {
            WatcherEvent event = WatcherEvent.read(in);
            return new Event(header.zxid(), header.err(), event, in.remaining());
        }
        return new Reply(header.xid(), header.zxid(), header.err(), in.readRemaining());
    }
}

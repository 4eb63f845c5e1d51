package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One client session of a player: its connection, if it has one, and what it needs to get another. */
final class Slot {
    private static final int CLOSING_LIMIT_MILLIS = 5_000;

    final String name;
    RawClient client;
    RawClient.Session session = RawClient.Session.NONE;
    /** Whether this connection may be told something at any time. */
    boolean watches;

    private int lastXid;

    Slot(String name) {
        this.name = name;
    }

    boolean isConnected() {
        return client != null;
    }

    void connected(RawClient next) {
        client = next;
        session = next.session();
        watches = false;
    }

    /** The client drops the connection; the session stays. */
    void drop() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Sends a request and returns its xid; a connection that is already gone shows when the answer is read. */
    int send(Call call, long relativeZxid) {
        int xid = call.xid() == Call.NEXT_XID ? ++lastXid : call.xid();
        watches |= call.mayWatch();
        try {
            client.sendFrame(RawClient.request(xid, call.opCode(), call.body(relativeZxid)));
        } catch (IOException e) {
            lines.add("cannot send");
        }
        return xid;
    }

    private final List<String> lines = new ArrayList<>();

    /** Writes a line about this slot. */
    void note(String line) {
        lines.add(line);
    }

    /** The lines written since the last time, each with the slot's name in front. */
    List<String> takeLines() {
        List<String> taken = lines.stream().map(line -> name + " " + line).toList();
        lines.clear();
        return taken;
    }

    /** The next answer, with the events before it written down; null if the connection was closed instead. */
    Incoming.Reply reply(ReplyText texts) throws IOException {
        while (true) {
            Incoming next = client.receive();
            if (next instanceof Incoming.Event event) {
                lines.add(texts.event(event));
            } else if (next instanceof Incoming.Reply reply) {
                return reply;
            } else {
                lines.add("closed");
                drop();
                return null;
            }
        }
    }

    /** Writes down what arrives until the server has closed the connection, or that it did not. */
    void awaitClosed(ReplyText texts) throws IOException {
        if (client == null) {
            return;
        }
        client.readLimitMillis(CLOSING_LIMIT_MILLIS);
        try {
            Incoming.Reply reply = reply(texts);
            while (reply != null) {
                lines.add("more: reply xid " + reply.xid() + " err " + reply.err());
                reply = reply(texts);
            }
        } catch (java.net.SocketTimeoutException e) {
            lines.add("stays open");
            client.readLimitMillis(RawClient.READ_LIMIT_MILLIS);
        }
    }

    /** Asks for a sign that everything before it has been delivered, without waiting for it. */
    void sendFence() {
        send(FENCE, 0);
    }

    /** Writes down the events that arrive before that sign. */
    void awaitFence(ReplyText texts) throws IOException {
        reply(texts);
    }

    /** sync is ordered behind every write that was answered before it, on every connection; a ping is not. */
    private static final Call FENCE = Call.of(OpCode.SYNC, new io.quorate.jute.proto.PathRequest("/"));
}

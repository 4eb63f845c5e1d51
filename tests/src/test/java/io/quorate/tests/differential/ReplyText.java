package io.quorate.tests.differential;

import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.Response;
import io.quorate.jute.proto.ResponseCodec;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.tests.harness.Incoming;
import java.util.HexFormat;

/** What arrives from a server as one line each, every field of it. */
final class ReplyText {
    private final Labels labels;
    private final RecordText records;

    ReplyText(Labels labels) {
        this.labels = labels;
        this.records = RecordText.with(labels::stat);
    }

    /** As {@link #reply}, for a reply whose zxid says nothing. */
    String replyAnywhere(Call call, int sentXid, Incoming.Reply reply) {
        return reply(call, sentXid, new Incoming.Reply(reply.xid(), 0, reply.err(), reply.body()));
    }

    String reply(Call call, int sentXid, Incoming.Reply reply) {
        return "reply " + (reply.xid() == sentXid ? "" : "xid " + reply.xid() + " ")
                + "zxid " + labels.position(reply.zxid())
                + " err " + reply.err()
                + body(call.opCode(), reply);
    }

    String record(Response record) {
        return records.of(record);
    }

    String position(long zxid) {
        return labels.position(zxid);
    }

    String event(Incoming.Event event) {
        return "event zxid " + labels.zxid(event.zxid()) + " "
                + eventType(event.event().type()) + " "
                + RecordText.quote(event.event().path())
                + (event.event().state() == WatcherEvent.SYNC_CONNECTED
                        ? ""
                        : " state " + event.event().state())
                + (event.err() == 0 ? "" : " err " + event.err())
                + (event.trailingBytes() == 0 ? "" : " and " + event.trailingBytes() + " bytes more");
    }

    private String body(int opCode, Incoming.Reply reply) {
        byte[] body = reply.body();
        if (reply.err() != 0) {
            return body.length == 0 ? "" : " with body " + hex(body);
        }
        try {
            JuteReader in = JuteReader.of(body);
            Response response = ResponseCodec.read(opCode, in);
            String text = records.of(response);
            return (text.isEmpty() ? "" : " " + text) + (in.hasRemaining() ? " then " + hex(in.readRemaining()) : "");
        } catch (MalformedRecordException | IllegalArgumentException e) {
            return " undecodable " + hex(body);
        }
    }

    private static String eventType(int type) {
        return switch (type) {
            case WatcherEvent.NODE_CREATED -> "NodeCreated";
            case WatcherEvent.NODE_DELETED -> "NodeDeleted";
            case WatcherEvent.NODE_DATA_CHANGED -> "NodeDataChanged";
            case WatcherEvent.NODE_CHILDREN_CHANGED -> "NodeChildrenChanged";
            default -> "type " + type;
        };
    }

    private static String hex(byte[] bytes) {
        String text = HexFormat.of().formatHex(bytes);
        return text.length() <= 400 ? text : text.substring(0, 400) + "..." + bytes.length + " bytes";
    }
}

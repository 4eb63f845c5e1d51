package io.quorate.tests.differential;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.GetChildren2Response;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.Response;
import io.quorate.jute.proto.ResponseCodec;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All that a server holds, as lines: path, stat, data and ACL of each znode in pre-order. */
public final class Everything {
    private final RawClient client;
    private final Function<Response, String> text;
    private final List<String> lines = new ArrayList<>();

    private Everything(RawClient client, Function<Response, String> text) {
        this.client = client;
        this.text = text;
    }

    /** All znodes; {@code client} must be allowed to read everything. */
    public static List<String> nodes(RawClient client) throws IOException {
        return nodes(client, RecordText.plain()::of);
    }

    /** {@code client} must be allowed to read everything. */
    static List<String> nodes(RawClient client, Function<Response, String> text) throws IOException {
        Everything everything = new Everything(client, text);
        everything.node("/");
        return everything.lines;
    }

    /** Also the numbers of {@code srvr}; nothing that would be different on a server that did the same. */
    static List<String> read(int port, RawClient client, ReplyText texts) throws IOException {
        List<String> lines = nodes(client, texts::record);
        lines.add("zxid " + texts.position(Long.decode(FourLetter.srvr(port, "Zxid"))));
        lines.add("node count " + FourLetter.srvr(port, "Node count"));
        lines.add("mode " + FourLetter.srvr(port, "Mode"));
        return lines;
    }

    private void node(String path) throws IOException {
        Response data = ask(OpCode.GET_DATA, new WatchedPathRequest(path, false));
        Response acl = ask(OpCode.GET_ACL, new PathRequest(path));
        GetChildren2Response children =
                (GetChildren2Response) ask(OpCode.GET_CHILDREN2, new WatchedPathRequest(path, false));
        lines.add("node " + RecordText.quote(path) + " " + text.apply(data) + " | " + text.apply(acl));
        for (String child : children.children().stream().sorted().toList()) {
            node((path.equals("/") ? "/" : path + "/") + child);
        }
    }

    private Response ask(int opCode, Request request) throws IOException {
        Incoming.Reply reply = client.call(opCode, request);
        if (reply.err() != 0) {
            throw new IOException(OpCode.name(opCode) + " " + request + " failed with " + reply.err());
        }
        return ResponseCodec.read(opCode, JuteReader.of(reply.body()));
    }
}

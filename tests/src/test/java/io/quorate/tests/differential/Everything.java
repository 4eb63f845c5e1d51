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
    /** Znodes asked for at a time. */
    private static final int IN_FLIGHT = 100;

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
        everything.nodes(List.of("/"));
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

    private void nodes(List<String> paths) throws IOException {
        for (int from = 0; from < paths.size(); from += IN_FLIGHT) {
            List<String> some = paths.subList(from, Math.min(paths.size(), from + IN_FLIGHT));
            List<Node> nodes = new ArrayList<>();
            for (String path : some) {
                nodes.add(new Node(
                        path,
                        ask(OpCode.GET_DATA, new WatchedPathRequest(path, false)),
                        ask(OpCode.GET_ACL, new PathRequest(path)),
                        ask(OpCode.GET_CHILDREN2, new WatchedPathRequest(path, false))));
            }
            for (Node node : nodes) {
                node.data.await();
                node.acl.await();
                node.children.await();
            }
            for (Node node : nodes) {
                write(node);
            }
        }
    }

    private void write(Node node) throws IOException {
        lines.add("node " + RecordText.quote(node.path) + " " + text.apply(node.data.response) + " | "
                + text.apply(node.acl.response));
        String parent = node.path.equals("/") ? "/" : node.path + "/";
        nodes(((GetChildren2Response) node.children.response)
                .children().stream().sorted().map(child -> parent + child).toList());
    }

    private Question ask(int opCode, Request request) throws IOException {
        return new Question(opCode, request, client.send(opCode, request));
    }

    private record Node(String path, Question data, Question acl, Question children) {}

    /** A request that was sent. */
    private final class Question {
        private final int opCode;
        private final Request request;
        private final int xid;
        private Response response;

        Question(int opCode, Request request, int xid) {
            this.opCode = opCode;
            this.request = request;
            this.xid = xid;
        }

        void await() throws IOException {
            Incoming.Reply reply = client.awaitReply(xid);
            if (reply.err() != 0) {
                throw new IOException(OpCode.name(opCode) + " " + request + " failed with " + reply.err());
            }
            response = ResponseCodec.read(opCode, JuteReader.of(reply.body()));
        }
    }
}

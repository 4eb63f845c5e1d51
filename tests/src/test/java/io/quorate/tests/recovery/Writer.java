package io.quorate.tests.recovery;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A session that performs a fixed sequence of writes below its own znode, many at a time, and knows what the znodes look like
 * after each. Whatever happens to the server, what is there afterwards must be what some number of those writes make, at
 * least as many as were acknowledged: then no acknowledged write is lost, none is half there, and none overtook another.
 */
final class Writer {
    private static final int WINDOW = 24;
    private static final int SLOTS = 6;
    private static final int TIMEOUT_MILLIS = 600_000;

    private final String root;
    private RawClient.Session session;
    private long lastZxid;
    /** Writes known to be there, by an answer or by having been seen. */
    private volatile int acknowledged;
    /** Writes that may be there. */
    private int sent;

    Writer(int number) {
        root = "/w" + number;
    }

    int acknowledged() {
        return acknowledged;
    }

    long lastZxid() {
        return lastZxid;
    }

    /** Makes the session and its znode. */
    void begin(int port) throws IOException {
        try (RawClient client = RawClient.connect(port, TIMEOUT_MILLIS)) {
            session = client.session();
            expectOk(client.call(OpCode.CREATE, new CreateRequest(root, null, Acl.OPEN, 0)));
        }
    }

    /** Writes until the server is gone, which may be at once. The session must still be there. */
    void writeUntilTheServerIsGone(int port) throws IOException {
        try (RawClient client = RawClient.open(port)) {
            if (!isGranted(client)) {
                return;
            }
            while (fillWindow(client) && takeAnswer(client)) {
                acknowledged++;
            }
        } catch (ConnectException e) {
            // Gone before it was reached; who writes nothing at all is noticed.
        }
    }

    private boolean isGranted(RawClient client) throws IOException {
        RawClient.Session granted;
        try {
            granted = client.handshake(lastZxid, session, session.timeoutMillis());
        } catch (SocketException e) {
            return false;
        }
        if (granted != null && !granted.isGranted()) {
            throw new IllegalStateException("session 0x" + Long.toHexString(session.id()) + " of " + root + " is lost");
        }
        return granted != null;
    }

    private boolean fillWindow(RawClient client) {
        try {
            while (sent - acknowledged < WINDOW) {
                Op op = write(sent);
                client.send(op.type(), op.request());
                sent++;
            }
            return true;
        } catch (IOException e) {
            // The write that failed may have got through all the same.
            sent++;
            return false;
        }
    }

    private boolean takeAnswer(RawClient client) throws IOException {
        Incoming next = client.receive();
        if (next instanceof Incoming.Reply reply) {
            expectOk(reply);
            if (reply.zxid() <= lastZxid) {
                throw new IllegalStateException("zxid " + reply.zxid() + " after " + lastZxid + " in " + root);
            }
            lastZxid = reply.zxid();
            return true;
        }
        return false;
    }

    private void expectOk(Incoming.Reply reply) {
        if (reply.err() != 0) {
            throw new IllegalStateException("a write of " + root + " failed with " + ErrorCode.of(reply.err()));
        }
    }

    /**
     * Looks at what is there. From here on exactly that counts as acknowledged.
     *
     * @return how many writes are there that were not acknowledged
     */
    int verify(int port) throws IOException {
        Map<String, Integer> found;
        try (RawClient client = RawClient.resume(port, session, lastZxid)) {
            if (client == null) {
                throw new AssertionError(root + ": the session is lost, or the server has forgotten zxid " + lastZxid);
            }
            found = read(client);
        }
        List<Integer> possible = new ArrayList<>();
        for (int count = acknowledged; count <= sent; count++) {
            if (after(count).equals(found)) {
                possible.add(count);
            }
        }
        if (possible.size() != 1) {
            throw new AssertionError(root + ": " + acknowledged + " writes acknowledged, " + sent
                    + " sent, what is there fits " + possible + "\n  found     " + found + "\n  after " + acknowledged
                    + "  " + after(acknowledged));
        }
        int surplus = possible.get(0) - acknowledged;
        acknowledged = possible.get(0);
        sent = acknowledged;
        return surplus;
    }

    private Map<String, Integer> read(RawClient client) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        Incoming.Reply reply = client.call(OpCode.GET_CHILDREN, new WatchedPathRequest(root, false));
        for (String child :
                GetChildrenResponse.read(JuteReader.of(reply.body())).children()) {
            Incoming.Reply data = client.call(OpCode.GET_DATA, new WatchedPathRequest(root + "/" + child, false));
            found.put(
                    child,
                    ByteBuffer.wrap(GetDataResponse.read(JuteReader.of(data.body()))
                                    .data())
                            .getInt());
        }
        return found;
    }

    /** The n-th write. Each changes something that no other makes. */
    private Op write(int n) {
        int slot = n / 5 % SLOTS;
        boolean first = n / 5 < SLOTS;
        return switch (n % 5) {
            case 0 -> first ? create("n" + slot, n, 0) : set("n" + slot, n);
            case 1 -> replace("c" + slot, n, first, 0);
            case 2 -> replace("e" + slot, n, first, 1);
            case 3 -> new Op(
                    OpCode.MULTI,
                    new MultiRequest(
                            List.of(set("n" + slot, n), first ? create("m" + slot, n, 0) : set("m" + slot, n))));
            default -> set("n" + slot, n);
        };
    }

    /** What the first {@code count} writes make: the n-th write leaves n as data. */
    private static Map<String, Integer> after(int count) {
        Map<String, Integer> nodes = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            int slot = n / 5 % SLOTS;
            switch (n % 5) {
                case 1 -> nodes.put("c" + slot, n);
                case 2 -> nodes.put("e" + slot, n);
                case 3 -> {
                    nodes.put("n" + slot, n);
                    nodes.put("m" + slot, n);
                }
                default -> nodes.put("n" + slot, n);
            }
        }
        return nodes;
    }

    /** Deletes and creates in one transaction, so that either is never seen alone. */
    private Op replace(String name, int n, boolean first, int flags) {
        if (first) {
            return create(name, n, flags);
        }
        Op delete = new Op(OpCode.DELETE, new DeleteRequest(root + "/" + name, -1));
        return new Op(OpCode.MULTI, new MultiRequest(List.of(delete, create(name, n, flags))));
    }

    private Op create(String name, int n, int flags) {
        return new Op(OpCode.CREATE, new CreateRequest(root + "/" + name, bytes(n), Acl.OPEN, flags));
    }

    private Op set(String name, int n) {
        return new Op(OpCode.SET_DATA, new SetDataRequest(root + "/" + name, bytes(n), -1));
    }

    private static byte[] bytes(int n) {
        return ByteBuffer.allocate(200).putInt(n).array();
    }
}

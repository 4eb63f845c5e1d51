package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Very many writes as fast as they go, so that snapshots are taken while they run: many sessions, each with a full window. */
final class Bulk {
    private static final int SESSIONS = 3;
    private static final int WINDOW = 64;
    private static final int NODES = 40;
    private static final List<List<Acl>> ACLS = List.of(
            Acl.OPEN,
            Acl.READ,
            List.of(new Acl(31, new Id("ip", "127.0.0.1"))),
            List.of(new Acl(31, new Id("digest", "a:b")), new Acl(31, Id.ANYONE)),
            List.of(new Acl(31, Id.ANYONE), new Acl(3, new Id("ip", "10.0.0.0/8"))));

    private final Random random;

    private Bulk(Random random) {
        this.random = random;
    }

    /** Returns when at least {@code txns} requests of a new set of sessions were answered; the sessions stay open. */
    static void write(int port, long seed, int txns) throws IOException {
        Bulk bulk = new Bulk(new Random(seed));
        List<RawClient> clients = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            RawClient client = RawClient.connect(port, Player.TIMEOUT_MILLIS);
            clients.add(client);
            client.call(OpCode.CREATE, new CreateRequest("/bulk", null, Acl.OPEN, 0));
            client.call(OpCode.CREATE, new CreateRequest("/bulk/s" + session, null, Acl.OPEN, 0));
        }
        for (int sent = 0; sent < txns; sent += WINDOW * SESSIONS) {
            for (int session = 0; session < SESSIONS; session++) {
                bulk.send(clients.get(session), "/bulk/s" + session + "/n");
            }
            for (RawClient client : clients) {
                receive(client);
            }
        }
        clients.forEach(RawClient::close);
    }

    private void send(RawClient client, String prefix) throws IOException {
        for (int request = 0; request < WINDOW; request++) {
            Op op = random.nextInt(8) == 0 ? new Op(OpCode.MULTI, multi(prefix)) : op(prefix);
            client.send(op.type(), op.request());
        }
    }

    private MultiRequest multi(String prefix) {
        return new MultiRequest(List.of(create(prefix), create(prefix + "x"), setData(prefix)));
    }

    private Op op(String prefix) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> create(prefix);
            case 4, 5 -> new Op(OpCode.DELETE, new DeleteRequest(name(prefix), -1));
            case 6 -> new Op(OpCode.SET_ACL, new SetAclRequest(name(prefix), acl(), -1));
            default -> setData(prefix);
        };
    }

    private Op create(String prefix) {
        int opCode = random.nextBoolean() ? OpCode.CREATE : OpCode.CREATE2;
        return new Op(opCode, new CreateRequest(name(prefix), data(), acl(), random.nextInt(6) == 0 ? 1 : 0));
    }

    private Op setData(String prefix) {
        return new Op(OpCode.SET_DATA, new SetDataRequest(name(prefix), data(), -1));
    }

    private String name(String prefix) {
        return prefix + random.nextInt(NODES);
    }

    private byte[] data() {
        byte[] data = new byte[random.nextInt(300)];
        random.nextBytes(data);
        return data;
    }

    private List<Acl> acl() {
        return ACLS.get(random.nextInt(ACLS.size()));
    }

    private static void receive(RawClient client) throws IOException {
        for (int reply = 0; reply < WINDOW; reply++) {
            if (!(client.receive() instanceof Incoming.Reply)) {
                throw new EOFException("the server closed the connection of a writer");
            }
        }
    }
}

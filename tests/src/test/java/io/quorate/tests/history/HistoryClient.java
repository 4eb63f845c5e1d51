package io.quorate.tests.history;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.sim.check.ZnodeOp;
import io.quorate.tests.sim.check.ZnodeOp.Kind;
import io.quorate.tests.sim.check.ZnodeOp.Outcome;
import io.quorate.tests.sim.check.ZnodeOp.Versioned;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session that writes and reads some znodes, one request after the other, at one server and then another, and notes what it
 * asked, when, and what it was told. It objects by itself when the session is shown something older than before. One thread
 * runs it.
 */
final class HistoryClient implements Callable<Void> {
    private static final Duration RECONNECT_LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int OPS_OF_A_ZNODE = 150;
    private static final int ZNODES_AT_A_TIME = 3;
    private static final int VALUES_OF_A_CLIENT = 10_000_000;

    private final int number;
    private final List<Integer> ports;
    private final Set<Integer> judgedPorts;
    private final History history;
    private final AtomicInteger turns;
    private final Random random;
    /** The newest transaction of each znode that the session has been shown. */
    private final Map<String, Long> shown = new HashMap<>();

    private final Map<String, Integer> versions = new HashMap<>();
    private RawClient client;
    private int port;
    private RawClient.Session session;
    private long lastZxid;
    private int lastValue;
    private int reconnects;
    private volatile boolean stopped;

    /** A request is on its way and its connection is gone. */
    private static final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        Lost(IOException cause) {
            super(cause);
        }
    }

    /**
     * Not connected yet.
     *
     * @param judgedPorts servers whose reads behind a sync go into the history
     * @param turns what all clients count together: it says which znodes are in use
     */
    HistoryClient(
            int number,
            List<Integer> ports,
            Set<Integer> judgedPorts,
            History history,
            AtomicInteger turns,
            long seed) {
        this.number = number;
        this.ports = ports;
        this.judgedPorts = judgedPorts;
        this.history = history;
        this.turns = turns;
        this.random = new Random(seed);
        this.lastValue = number * VALUES_OF_A_CLIENT;
    }

    void stop() {
        stopped = true;
    }

    /** To be read when it has ended. */
    int reconnects() {
        return reconnects;
    }

    @Override
    public Void call() throws IOException {
        while (!stopped) {
            connect();
            try (RawClient connection = client) {
                while (!stopped && random.nextInt(300) > 0) {
                    step();
                }
            } catch (Lost e) {
                // The server is gone, or sends us away: another one will do.
                reconnects++;
            }
        }
        return null;
    }

    private void connect() {
        client = Await.value("client " + number + " is connected", RECONNECT_LIMIT, () -> {
            port = ports.get(random.nextInt(ports.size()));
            if (session != null) {
                return RawClient.resume(port, session, lastZxid);
            }
            return RawClient.connect(port, TIMEOUT_MILLIS);
        });
        session = client.session();
    }

    // ---- what it does

    private void step() throws Lost {
        int turn = turns.getAndIncrement();
        String path = "/h" + turn / (OPS_OF_A_ZNODE * ZNODES_AT_A_TIME) + "-" + random.nextInt(ZNODES_AT_A_TIME);
        int value = ++lastValue;
        int version = random.nextInt(4) == 0 ? versions.getOrDefault(path, 0) : -1;
        switch (random.nextInt(12)) {
            case 0, 1 -> write(
                    path, Kind.CREATE, value, -1, OpCode.CREATE, new CreateRequest(path, bytes(value), Acl.OPEN, 0));
            case 2 -> write(path, Kind.DELETE, 0, version, OpCode.DELETE, new DeleteRequest(path, version));
            case 3, 4, 5, 6 -> write(
                    path, Kind.SET, value, version, OpCode.SET_DATA, new SetDataRequest(path, bytes(value), version));
            case 7 -> get(path);
            default -> read(path);
        }
    }

    private void write(String path, Kind kind, int value, int version, int opCode, Request request) throws Lost {
        long invoked = System.nanoTime();
        Incoming.Reply reply;
        try {
            reply = ask(opCode, request);
        } catch (Lost e) {
            history.add(path, new ZnodeOp(number, kind, value, version, Outcome.UNKNOWN, null, invoked, ZnodeOp.NEVER));
            throw e;
        }
        long completed = System.nanoTime();
        if (reply.err() == 0 && kind != Kind.DELETE) {
            show(path, reply.zxid());
        }
        history.add(path, new ZnodeOp(number, kind, value, version, outcome(reply), null, invoked, completed));
    }

    /** A sync and a read behind it are one look at the newest state. */
    private void read(String path) throws Lost {
        long invoked = System.nanoTime();
        ask(OpCode.SYNC, new PathRequest(path));
        Incoming.Reply reply = ask(OpCode.GET_DATA, new WatchedPathRequest(path, false));
        long completed = System.nanoTime();
        Versioned found = found(path, reply);
        if (judgedPorts.contains(port)) {
            history.add(path, new ZnodeOp(number, Kind.READ, 0, -1, outcome(reply), found, invoked, completed));
        }
    }

    /** A read by itself may be old, but not older than what the session has seen. */
    private void get(String path) throws Lost {
        found(path, ask(OpCode.GET_DATA, new WatchedPathRequest(path, false)));
    }

    private Versioned found(String path, Incoming.Reply reply) {
        if (outcome(reply) != Outcome.DONE) {
            return null;
        }
        GetDataResponse data = GetDataResponse.read(JuteReader.of(reply.body()));
        if (data.stat().mzxid() > reply.zxid()) {
            throw objection("reads " + path + " of " + data.stat().mzxid() + " at " + reply.zxid());
        }
        show(path, data.stat().mzxid());
        versions.put(path, data.stat().version());
        return new Versioned(ByteBuffer.wrap(data.data()).getInt(), data.stat().version());
    }

    private void show(String path, long mzxid) {
        Long before = shown.put(path, mzxid);
        if (before != null && mzxid < before) {
            throw objection("is shown " + path + " of 0x" + Long.toHexString(mzxid) + " after that of 0x"
                    + Long.toHexString(before));
        }
    }

    private Incoming.Reply ask(int opCode, Request request) throws Lost {
        Incoming.Reply reply;
        try {
            reply = client.call(opCode, request);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("client " + number + " waits for an answer to " + OpCode.name(opCode), e);
        } catch (IOException e) {
            throw new Lost(e);
        }
        if (reply.zxid() < lastZxid) {
            throw objection("is answered " + OpCode.name(opCode) + " at 0x" + Long.toHexString(reply.zxid())
                    + " after 0x" + Long.toHexString(lastZxid));
        }
        lastZxid = reply.zxid();
        return reply;
    }

    private static Outcome outcome(Incoming.Reply reply) {
        return switch (ErrorCode.of(reply.err())) {
            case OK -> Outcome.DONE;
            case NO_NODE -> Outcome.NO_NODE;
            case NODE_EXISTS -> Outcome.NODE_EXISTS;
            case BAD_VERSION -> Outcome.BAD_VERSION;
            default -> throw new AssertionError("answered with " + ErrorCode.of(reply.err()));
        };
    }

    private AssertionError objection(String what) {
        return new AssertionError("session 0x" + Long.toHexString(session.id()) + " of client " + number + " at port "
                + port + " " + what);
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}

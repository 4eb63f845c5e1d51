package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.Xid;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A session whose network, servers and clock are the test. Events and the ends of calls are noted in one list, in their order. */
final class ScriptedSession implements Transport {
    static final byte[] PASSWORD = new byte[ConnectResponse.PASSWD_BYTES];

    final List<String> heard = new ArrayList<>();
    final List<HostPort> attempts = new ArrayList<>();
    final List<HostPort> probes = new ArrayList<>();
    final ClientCnxn cnxn;
    long now = 1000;
    boolean writable = true;

    final List<String> lookUps = new ArrayList<>();
    /** What the listener of the session was told. */
    final List<String> told = new ArrayList<>();
    /** The messages of failed calls. */
    final List<String> failures = new ArrayList<>();

    private final long requestTimeoutMillis;
    private final CallQueue queue = new CallQueue(1000);
    private ByteBuf out = Unpooled.buffer();
    private boolean linked;

    ScriptedSession(String connectString, int timeoutMillis) {
        this(connectString, timeoutMillis, false);
    }

    ScriptedSession(String connectString, int timeoutMillis, boolean readOnlyAllowed) {
        this(connectString, timeoutMillis, readOnlyAllowed, 0);
    }

    ScriptedSession(String connectString, int timeoutMillis, boolean readOnlyAllowed, long requestTimeoutMillis) {
        this.requestTimeoutMillis = requestTimeoutMillis;
        SessionConfig config = new SessionConfig(
                ConnectString.parse(connectString),
                timeoutMillis,
                event -> heard.add("session " + event.state()),
                new SessionListener() {
                    @Override
                    public void ended(SessionEnd end) {
                        told.add(end.toString());
                    }

                    @Override
                    public void overdue() {
                        told.add("overdue");
                    }
                },
                0,
                SessionConfig.NO_PASSWORD,
                0,
                readOnlyAllowed,
                1000,
                1000,
                requestTimeoutMillis);
        cnxn = new ClientCnxn(
                config,
                new ServerList(config.servers().servers(), new Random(7)),
                this,
                Callbacks.onEventLoop(),
                queue);
    }

    /** One request that the session sent. */
    record Sent(int xid, int opCode, Request request) {
        @Override
        public String toString() {
            return xid + " " + OpCode.name(opCode);
        }
    }

    // ---- the world the session sees

    @Override
    public void connect(HostPort server) {
        assertThat(linked).as("connects while it has a connection").isFalse();
        linked = true;
        attempts.add(server);
    }

    @Override
    public void lookUp(String service) {
        lookUps.add(service);
    }

    @Override
    public ByteBuf out() {
        assertThat(linked).as("writes without a connection").isTrue();
        return out;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void disconnect() {
        linked = false;
        out = Unpooled.buffer();
    }

    @Override
    public void probe(HostPort server) {
        probes.add(server);
    }

    boolean isLinked() {
        return linked;
    }

    // ---- what the test does to it

    /** Starts it and lets a server take it, with the wanted timeout. */
    ScriptedSession started(long sessionId) {
        cnxn.onStart(now);
        accepted(sessionId);
        return this;
    }

    /** The connection is made, the server takes the session. Returns what the session asked for. */
    ConnectRequest accepted(long sessionId) {
        ConnectRequest request = handshake();
        answerHandshake(new ConnectResponse(0, request.timeOut(), sessionId, PASSWORD, false, true));
        return request;
    }

    ConnectRequest handshake() {
        cnxn.onConnected(now);
        return ConnectRequest.read(new JuteReader(nextFrame()));
    }

    void answerHandshake(ConnectResponse response) {
        frame(response.toBytes());
    }

    void lost() {
        linked = false;
        out = Unpooled.buffer();
        cnxn.onDisconnected("test", now);
    }

    /** A call for a znode's data, noted in {@link #heard} when it ends; the watcher notes its events there as well. */
    Call<NodeData> getData(String path, boolean watch) {
        Call<NodeData> call = new Call<>(OpCode.GET_DATA, new WatchedPathRequest(path, watch), path, body -> null);
        if (watch) {
            Watcher watcher = watcherOf(path);
            call.onSuccess((watches, code) -> watches.add(WatchRegistry.Kind.DATA, path, watcher));
        }
        submit(call);
        return call;
    }

    Watcher watcherOf(String path) {
        return event ->
                heard.add("watcher of " + path + ": " + event.type() + " " + event.state() + " " + event.path());
    }

    void submit(Call<?> call) {
        call.future().whenComplete((value, failure) -> {
            heard.add(call.path() + ": " + (failure == null ? "ok" : ((KeeperException) failure).code()));
            if (failure != null) {
                failures.add(failure.getMessage());
            }
        });
        if (requestTimeoutMillis != 0) {
            call.expireAt(now + requestTimeoutMillis);
        }
        queue.add(call);
        cnxn.onSubmitted(now);
    }

    /** What the session has sent since this was last asked. */
    List<Sent> sent() {
        List<Sent> all = new ArrayList<>();
        while (out.isReadable()) {
            JuteReader in = new JuteReader(nextFrame());
            RequestHeader header = RequestHeader.read(in);
            all.add(new Sent(header.xid(), header.type(), RequestCodec.read(header.type(), in)));
            assertThat(in.hasRemaining()).isFalse();
        }
        return all;
    }

    void reply(int xid, long zxid, int err, JuteRecord... body) {
        ByteBuf frame = Unpooled.buffer();
        JuteWriter writer = new JuteWriter(frame);
        new ReplyHeader(xid, zxid, err).write(writer);
        for (JuteRecord each : body) {
            each.write(writer);
        }
        cnxn.onFrame(frame, now);
    }

    void event(int type, String path, long zxid) {
        reply(Xid.NOTIFICATION, zxid, 0, new WatcherEvent(type, WatcherEvent.SYNC_CONNECTED, path));
    }

    void frame(byte[] bytes) {
        cnxn.onFrame(Unpooled.wrappedBuffer(bytes), now);
    }

    /** Lets time pass, with the session woken whenever it wants to be. */
    void pass(long millis) {
        long end = now + millis;
        while (cnxn.nextDeadline() <= end) {
            now = Math.max(now, cnxn.nextDeadline());
            cnxn.onTime(now);
        }
        now = end;
    }

    private ByteBuf nextFrame() {
        return out.readSlice(out.readInt());
    }
}

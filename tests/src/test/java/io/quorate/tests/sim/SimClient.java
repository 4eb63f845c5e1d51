package io.quorate.tests.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.CreateFlags;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatcherEvent;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** A client with one session after another, which goes from server to server as real ones do, and believes nothing it is told. */
final class SimClient implements SimNetwork.Host {
    /** The id of the first client; servers have smaller ones. */
    static final long FIRST_ID = 1000;

    private static final int NOTIFICATION_XID = -1;
    private static final int PING_XID = -2;
    private static final int SET_WATCHES_XID = -8;
    private static final long RECONNECT_NANOS_MAX = 300 * Scheduler.MILLI;

    private final Simulation simulation;
    private final int number;
    private final SplittableRandom random;
    private final Workload workload;
    private final ClientJudge judge;
    private final ArrayDeque<Call> outstanding = new ArrayDeque<>();
    private SimEnd end;
    private ByteBuf in = Unpooled.buffer();
    private boolean open;
    private boolean handshaken;
    private int timeoutMillis;
    private byte[] password;
    private int lastXid;
    private long heardAt;
    private long sentAt;
    private long lastServer;
    private boolean renewing;
    /** Whether it makes no requests of its own any more. */
    private boolean quiet;

    private boolean finished;
    /** The only server that it connects to; null if it may be any. */
    private SimServer home;

    private long connection;

    SimClient(Simulation simulation, int number, SplittableRandom random) {
        this.simulation = simulation;
        this.number = number;
        this.random = random;
        this.workload = new Workload(random.split());
        this.judge = new ClientJudge(simulation, number);
        this.timeoutMillis = simulation.knobs.tickMillis * simulation.knobs.sessionTicks;
    }

    void start() {
        reconnectSoon();
        think();
    }

    // ---- connections

    private void reconnectSoon() {
        simulation.scheduler.after(random.nextLong(RECONNECT_NANOS_MAX), this::connect);
    }

    private void connect() {
        if (finished || end != null) {
            return;
        }
        SimServer server = home == null ? simulation.anyServer(random) : home;
        long mine = ++connection;
        in = Unpooled.buffer();
        handshaken = false;
        open = false;
        end = simulation.network.dial(
                this,
                server,
                SimNetwork.Port.CLIENT,
                opened -> onOpened(opened, server.sid, mine),
                reason -> onLost(mine));
        heardAt = simulation.scheduler.now();
        watchSilence(mine);
    }

    private void onOpened(SimEnd opened, long sid, long mine) {
        opened.listen(this::take, reason -> onLost(mine));
        open = true;
        if (judge.hasSession() && sid != lastServer) {
            simulation.marks.hit(Mark.SESSION_MOVED);
        } else if (judge.hasSession()) {
            simulation.marks.hit(Mark.SESSION_REOPENED);
        }
        lastServer = sid;
        trace(sid, () -> "connects to server " + sid + " with session 0x" + Long.toHexString(judge.sessionId()));
        ConnectRequest request =
                new ConnectRequest(0, judge.lastZxid(), timeoutMillis, judge.sessionId(), password, false, true);
        send(ElectionPort.Bytes.framed(request));
    }

    /** Closes a connection from which nothing is heard, as real clients do, and keeps others alive. */
    private void watchSilence(long mine) {
        long third = timeoutMillis * Scheduler.MILLI / 3;
        simulation.scheduler.after(Math.max(1, third / 2), () -> {
            if (mine != connection || end == null) {
                return;
            }
            long now = simulation.scheduler.now();
            if (now - heardAt > 2 * third) {
                end.close();
                onLost(mine);
                return;
            }
            if (handshaken && now - sentAt > third / 2) {
                send(frame(PING_XID, OpCode.PING, EmptyRequest.INSTANCE));
            }
            watchSilence(mine);
        });
    }

    private void onLost(long mine) {
        if (mine != connection || end == null) {
            return;
        }
        trace(outstanding.size(), () -> "loses its connection, waiting for " + outstanding);
        connection++;
        end = null;
        open = false;
        handshaken = false;
        for (Iterator<Call> calls = outstanding.iterator(); calls.hasNext(); calls.remove()) {
            Call call = calls.next();
            judge.unanswered(call);
            if (call.opCode() == OpCode.CLOSE_SESSION) {
                finished = true;
            }
        }
        renewing = false;
        if (!finished) {
            reconnectSoon();
        }
    }

    /** Drops the connection, so that another server is tried. */
    void hangUp() {
        if (end != null) {
            end.close();
            onLost(connection);
        }
    }

    // ---- requests

    private void think() {
        if (finished) {
            return;
        }
        simulation.scheduler.after(random.nextLong(simulation.knobs.thinkNanosMax + 1), () -> {
            if (handshaken && !quiet && outstanding.size() < simulation.knobs.window) {
                ask();
            }
            think();
        });
    }

    private void ask() {
        if (lastXid == 0) {
            call(new Workload.Wish(
                    OpCode.CREATE,
                    new CreateRequest("/t", Workload.bytes(0), Acl.OPEN, CreateFlags.PERSISTENT),
                    null,
                    null,
                    0,
                    -1,
                    false));
            return;
        }
        if (simulation.knobs.reconfigPerMille > 0 && random.nextInt(1000) < simulation.knobs.reconfigPerMille) {
            call(Workload.reconfig(simulation, random));
            return;
        }
        long since = simulation.scheduler.now();
        for (Workload.Wish wish : workload.next()) {
            call(wish, since);
        }
    }

    private void call(Workload.Wish wish) {
        call(wish, simulation.scheduler.now());
    }

    private void call(Workload.Wish wish, long since) {
        int xid = ++lastXid;
        Call call = new Call(
                xid,
                wish.opCode(),
                wish.request(),
                simulation.ackedZxid(),
                wish.kind(),
                wish.path(),
                wish.value(),
                wish.version(),
                since);
        outstanding.add(call);
        trace(xid, () -> "asks " + call);
        send(frame(xid, wish.opCode(), wish.request()));
    }

    /** Asks for one thing now, if it is connected and idle; for scenarios. */
    boolean ask(Workload.Wish wish) {
        if (!handshaken) {
            return false;
        }
        call(wish);
        return true;
    }

    private static byte[] frame(int xid, int opCode, JuteRecord body) {
        ByteBuf out = Unpooled.buffer();
        out.writeInt(0);
        new RequestHeader(xid, opCode).write(new JuteWriter(out));
        body.write(new JuteWriter(out));
        out.setInt(0, out.readableBytes() - Integer.BYTES);
        return ElectionPort.Bytes.take(out);
    }

    private void send(byte[] bytes) {
        sentAt = simulation.scheduler.now();
        end.send(bytes);
    }

    // ---- answers

    private void take(byte[] bytes) {
        heardAt = simulation.scheduler.now();
        long mine = connection;
        in.discardReadBytes().writeBytes(bytes);
        while (open && connection == mine && in.readableBytes() >= Integer.BYTES) {
            int length = in.getInt(in.readerIndex());
            if (in.readableBytes() < Integer.BYTES + length) {
                return;
            }
            in.skipBytes(Integer.BYTES);
            JuteReader frame = new JuteReader(in.readSlice(length));
            if (handshaken) {
                onFrame(frame);
            } else {
                onHandshake(ConnectResponse.read(frame));
            }
        }
    }

    private void onHandshake(ConnectResponse response) {
        if (response.sessionId() == 0) {
            trace(0, () -> "is told that its session is no more");
            simulation.marks.hit(Mark.SESSION_EXPIRED);
            judge.sessionExpired();
            password = null;
            lastXid = 0;
            hangUp();
            return;
        }
        judge.sessionOpened(response.sessionId());
        password = response.passwd();
        timeoutMillis = response.timeOut();
        handshaken = true;
        trace(response.sessionId(), () -> "has session 0x" + Long.toHexString(response.sessionId()));
        if (judge.hasWatches()) {
            renewing = true;
            simulation.marks.hit(Mark.WATCH_RENEWED);
            send(frame(SET_WATCHES_XID, OpCode.SET_WATCHES, judge.renewal()));
        }
    }

    private void onFrame(JuteReader frame) {
        ReplyHeader header = ReplyHeader.read(frame);
        if (header.xid() == NOTIFICATION_XID) {
            WatcherEvent event = WatcherEvent.read(frame);
            simulation.trace.event(
                    Trace.Kind.WATCH, id(), header.zxid(), () -> event + " at " + Zxid.toText(header.zxid()));
            judge.event(event, header.zxid());
            return;
        }
        if (header.xid() == PING_XID) {
            return;
        }
        if (header.xid() == SET_WATCHES_XID) {
            renewing = false;
            judge.renewed(header.zxid());
            return;
        }
        if (renewing) {
            throw new SimulationFailure("session order: client " + number + " is answered " + header.xid()
                    + " before its watches were renewed");
        }
        Call call = outstanding.poll();
        if (call == null || call.xid() != header.xid()) {
            throw new SimulationFailure("session order: client " + number + " is answered " + header.xid()
                    + " (expected: the answer to " + call + ")");
        }
        trace(
                header.zxid() * 31 + header.err(),
                () -> "is answered " + call + " with " + header.err() + " at " + Zxid.toText(header.zxid()));
        if (call.opCode() == OpCode.CLOSE_SESSION) {
            simulation.marks.hit(Mark.SESSION_CLOSED);
            judge.sessionClosed();
            finished = true;
            hangUp();
            return;
        }
        judge.answered(call, header, frame);
    }

    // ---- its end

    /** Makes no more requests by itself, or makes them again. */
    void quieten(boolean newQuiet) {
        quiet = newQuiet;
    }

    /** Connects to this server only from now on; null: to any. */
    void stayAt(SimServer server) {
        home = server;
        if (server != null && lastServer != server.sid) {
            hangUp();
        }
    }

    boolean isIdle() {
        return outstanding.isEmpty();
    }

    boolean isConnected() {
        return handshaken;
    }

    /** Leaves for good without a word, so that its session has to expire. */
    void vanish() {
        finished = true;
        if (end != null) {
            end.close();
            onLost(connection);
        }
        judge.vanished();
    }

    /** Closes its session, if it is connected. */
    void closeSession() {
        if (handshaken) {
            call(Workload.Wish.of(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE));
        } else {
            vanish();
        }
    }

    ClientJudge judge() {
        return judge;
    }

    private void trace(long what, java.util.function.Supplier<String> text) {
        simulation.trace.event(Trace.Kind.CLIENT, id(), what, text);
    }

    @Override
    public long id() {
        return FIRST_ID + number;
    }

    @Override
    public void whenRunning(Runnable action) {
        action.run();
    }

    @Override
    public boolean accept(SimNetwork.Port port, SimEnd newEnd) {
        return false;
    }

    List<Call> outstanding() {
        return List.copyOf(outstanding);
    }
}

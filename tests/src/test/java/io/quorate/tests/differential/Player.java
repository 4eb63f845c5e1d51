package io.quorate.tests.differential;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.GetChildren2Response;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Performs steps on one server and writes down what it did: the lines of a step are the acting session's answers and events
 * in the order of arrival, then the events of the other sessions. Used by one thread at a time.
 */
final class Player implements AutoCloseable {
    static final int SLOTS = 5;
    static final int TIMEOUT_MILLIS = 3_600_000;

    private static final int EXPIRING_TIMEOUT_MILLIS = 1;
    private static final Duration EXPIRY_LIMIT = Duration.ofSeconds(30);

    private final ServerProcess server;
    private final int port;
    private final Labels labels = new Labels();
    private final ReplyText texts = new ReplyText(labels);
    private final List<Slot> slots = new ArrayList<>();
    /** For questions that are not part of the comparison. */
    private final Slot control = new Slot("control");
    /** Every transaction's zxid seen in a reply, ascending. */
    private final List<Long> zxids = new ArrayList<>();

    /** {@code port} is where clients connect: the server's own, or that of something in between. */
    Player(ServerProcess server, int port) throws IOException {
        this.server = server;
        this.port = port;
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.add(new Slot("s" + slot));
        }
        control.connected(RawClient.connect(port, TIMEOUT_MILLIS));
        labels.open(control.session.id());
        authenticateControl();
        rebase();
    }

    ServerProcess server() {
        return server;
    }

    Labels labels() {
        return labels;
    }

    int port() {
        return port;
    }

    /** What there is below "/", except what belongs to the server. */
    Map<String, TreeGuess.Node> survey() throws IOException {
        Map<String, TreeGuess.Node> found = new TreeMap<>();
        survey("/", found);
        return found;
    }

    private void survey(String path, Map<String, TreeGuess.Node> found) throws IOException {
        Incoming.Reply reply = control.client.call(OpCode.GET_CHILDREN2, new WatchedPathRequest(path, false));
        GetChildren2Response node = GetChildren2Response.read(JuteReader.of(reply.body()));
        Stat stat = node.stat();
        int creates = (stat.cversion() + stat.numChildren()) / 2;
        found.put(path, new TreeGuess.Node(stat.version(), stat.aversion(), creates, owner(stat)));
        for (String child : node.children().stream().sorted().toList()) {
            if (!child.equals("zookeeper") || !path.equals("/")) {
                survey((path.equals("/") ? "/" : path + "/") + child, found);
            }
        }
    }

    private int owner(Stat stat) {
        for (Slot slot : slots) {
            if (stat.ephemeralOwner() != 0 && stat.ephemeralOwner() == slot.session.id()) {
                return slots.indexOf(slot);
            }
        }
        return stat.ephemeralOwner() == 0 ? TreeGuess.NOBODY : SLOTS;
    }

    /** The lines of one step. */
    List<String> perform(Step step) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            dispatch(step, lines);
            if (step.mayCauseEvents()) {
                collectEvents();
            }
        } catch (java.net.SocketTimeoutException e) {
            lines.add("no answer within " + RawClient.READ_LIMIT_MILLIS + " ms");
            slots.forEach(Slot::drop);
        }
        slots.forEach(slot -> lines.addAll(slot.takeLines()));
        lines.addAll(control.takeLines());
        return step.endsSession() ? EventRuns.sorted(lines) : lines;
    }

    private void dispatch(Step step, List<String> lines) throws IOException {
        if (step instanceof Step.Burst burst) {
            burst(burst);
        } else if (step instanceof Step.Last last) {
            last(last);
        } else if (step instanceof Step.Undecodable undecodable) {
            undecodable(undecodable);
        } else if (step instanceof Step.Open open) {
            open(slots.get(open.slot()), open.timeoutMillis(), open.oldForm());
        } else if (step instanceof Step.Resume resume) {
            resume(slots.get(resume.slot()), resume.how());
        } else if (step instanceof Step.Drop drop) {
            drop(drop);
        } else if (step instanceof Step.Close close) {
            close(slots.get(close.slot()));
        } else if (step instanceof Step.Expire expire) {
            expire(expire, lines);
        } else if (step instanceof Step.Brief brief) {
            brief(brief, lines);
        } else if (step instanceof Step.FirstFrame first) {
            firstFrame(first, lines);
        } else if (step instanceof Step.Restart restart) {
            restart(restart);
        } else if (step instanceof Step.ReadAll) {
            lines.addAll(Everything.read(server.port(), control.client, texts));
        }
    }

    private void burst(Step.Burst burst) throws IOException {
        Slot slot = ready(burst.slot());
        List<Integer> xids = new ArrayList<>();
        for (Call call : burst.calls()) {
            xids.add(slot.send(call, relativeZxid(call)));
        }
        for (int at = 0; at < xids.size() && slot.isConnected(); at++) {
            answer(slot, burst.calls().get(at), xids.get(at));
        }
    }

    private void last(Step.Last last) throws IOException {
        Slot slot = ready(last.slot());
        int xid = slot.send(last.call(), 0);
        answer(slot, last.call(), xid);
        slot.awaitClosed(texts);
    }

    private void undecodable(Step.Undecodable step) throws IOException {
        Slot slot = ready(step.slot());
        int xid = slot.send(step.call(), 0);
        Incoming.Reply reply = slot.reply(texts);
        if (reply != null) {
            slot.note(texts.replyAnywhere(step.call(), xid, reply));
        }
        slot.drop();
        rebase();
    }

    private void answer(Slot slot, Call call, int xid) throws IOException {
        Incoming.Reply reply = slot.reply(texts);
        if (reply != null) {
            seen(reply.zxid());
            slot.note(texts.reply(call, xid, reply));
        }
    }

    private void open(Slot slot, int timeoutMillis, boolean oldForm) throws IOException {
        slot.drop();
        handshake(slot, new ConnectRequest(0, 0, timeoutMillis, 0, new byte[16], false, !oldForm));
    }

    private void resume(Slot slot, Step.Resume.How how) throws IOException {
        if (slot.session.id() == 0) {
            open(slot, TIMEOUT_MILLIS, false);
        }
        RawClient old = slot.client;
        RawClient.Session session = slot.session;
        boolean moves = how == Step.Resume.How.MOVE || how == Step.Resume.How.WRONG_PASSWORD;
        if (!moves) {
            slot.drop();
        }
        Slot next = new Slot("new connection");
        handshake(next, request(session, how));
        if (moves && old != null) {
            Slot displaced = new Slot("old connection");
            displaced.client = old;
            displaced.awaitClosed(texts);
            displaced.takeLines().forEach(slot::note);
        }
        next.takeLines().forEach(slot::note);
        if (next.isConnected()) {
            slot.connected(next.client);
        } else {
            slot.drop();
        }
    }

    private ConnectRequest request(RawClient.Session session, Step.Resume.How how) {
        long seen = zxids.isEmpty() ? 0 : zxids.get(zxids.size() - 1);
        byte[] passwd = session.passwd().clone();
        if (how == Step.Resume.How.WRONG_PASSWORD) {
            passwd[3] ^= 1;
        }
        return new ConnectRequest(
                0,
                how == Step.Resume.How.AHEAD ? seen + 1_000_000_000_000L : seen,
                TIMEOUT_MILLIS,
                how == Step.Resume.How.UNKNOWN_ID ? session.id() + 123_456_789 : session.id(),
                passwd,
                false,
                how != Step.Resume.How.OLD_FORM);
    }

    /** Opens a connection; the slot has one afterwards only if a session was granted. */
    private void handshake(Slot slot, ConnectRequest request) throws IOException {
        RawClient client = RawClient.open(port);
        ConnectResponse response = client.handshake(request);
        if (response == null) {
            slot.note("closed without a handshake");
            client.close();
            return;
        }
        if (response.sessionId() != 0) {
            labels.open(response.sessionId());
        }
        slot.note("connected version " + response.protocolVersion()
                + " timeout " + response.timeOut()
                + " session " + labels.session(response.sessionId()) + " of server " + (response.sessionId() >>> 56)
                + " password of " + (isZero(response.passwd()) ? "zeros" : response.passwd().length + " bytes")
                + (response.hasReadOnly() ? " readOnly " + response.readOnly() : ""));
        slot.client = client;
        if (client.session().isGranted()) {
            slot.connected(client);
        } else {
            slot.awaitClosed(texts);
            slot.drop();
        }
    }

    private void drop(Step.Drop drop) throws IOException {
        Slot slot = slots.get(drop.slot());
        if (slot.isConnected() && drop.reset()) {
            slot.client.resetOnClose();
        }
        slot.drop();
    }

    private void close(Slot slot) throws IOException {
        Slot ready = ready(slots.indexOf(slot));
        Call call = Call.of(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        int xid = ready.send(call, 0);
        answer(ready, call, xid);
        ready.awaitClosed(texts);
        ready.drop();
        ready.session = RawClient.Session.NONE;
    }

    private void brief(Step.Brief brief, List<String> lines) throws IOException {
        Slot slot = new Slot("brief");
        open(slot, brief.timeoutMillis(), false);
        if (slot.isConnected()) {
            Call call = Call.of(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
            int xid = slot.send(call, 0);
            answer(slot, call, xid);
            slot.awaitClosed(texts);
        }
        slot.drop();
        lines.addAll(slot.takeLines());
    }

    private void expire(Step.Expire expire, List<String> lines) throws IOException {
        Slot slot = new Slot("expiring");
        open(slot, EXPIRING_TIMEOUT_MILLIS, false);
        Call witness = ephemeral("/expiring-witness");
        answer(slot, witness, slot.send(witness, 0));
        for (String path : expire.ephemerals()) {
            Call create = ephemeral(path);
            answer(slot, create, slot.send(create, 0));
        }
        slot.drop();
        Await.until("the session expires", EXPIRY_LIMIT, () -> !exists("/expiring-witness"));
        lines.addAll(slot.takeLines());
    }

    private static Call ephemeral(String path) {
        return Call.of(OpCode.CREATE, new CreateRequest(path, null, Acl.OPEN, 1));
    }

    private boolean exists(String path) throws IOException {
        Incoming.Reply reply = control.client.call(OpCode.EXISTS, new WatchedPathRequest(path, false));
        return reply.err() != ErrorCode.NO_NODE.code();
    }

    private void firstFrame(Step.FirstFrame first, List<String> lines) throws IOException {
        Slot slot = new Slot("stranger");
        slot.client = RawClient.open(port);
        slot.client.sendFrame(first.payload());
        byte[] answer = slot.client.receiveFrame();
        if (answer == null) {
            slot.note("closed without a handshake");
        } else {
            ConnectResponse response = ConnectResponse.read(JuteReader.of(answer));
            slot.note("answered timeout " + response.timeOut() + " session " + labels.session(response.sessionId()));
            slot.awaitClosed(texts);
        }
        slot.drop();
        lines.addAll(slot.takeLines());
    }

    private void restart(Step.Restart restart) throws IOException {
        slots.forEach(Slot::drop);
        if (restart.kill()) {
            server.kill();
        } else {
            server.stop();
        }
        server.start();
        control.drop();
        control.connected(RawClient.resume(port, control.session, 0));
        authenticateControl();
        rebase();
    }

    private void authenticateControl() throws IOException {
        byte[] password = Profile.SUPER_PASSWORD.getBytes(StandardCharsets.UTF_8);
        control.client.call(OpCode.AUTH, new AuthRequest(0, "digest", password), Call.AUTH_XID);
    }

    private void rebase() throws IOException {
        labels.rebase(
                control.client.call(OpCode.PING, EmptyRequest.INSTANCE, -2).zxid());
    }

    /** The slot with a connection: it gets a new one, or a new session, if it has none. */
    private Slot ready(int index) throws IOException {
        Slot slot = slots.get(index);
        if (!slot.isConnected()) {
            if (slot.session.isGranted()) {
                resume(slot, Step.Resume.How.PLAIN);
            } else {
                open(slot, TIMEOUT_MILLIS, false);
            }
        }
        if (!slot.isConnected()) {
            throw new IOException(slot.name + " gets no connection: " + slot.takeLines());
        }
        return slot;
    }

    private void collectEvents() throws IOException {
        List<Slot> told = slots.stream()
                .filter(slot -> slot.isConnected() && slot.watches)
                .toList();
        told.forEach(Slot::sendFence);
        for (Slot slot : told) {
            slot.awaitFence(texts);
        }
    }

    /** Only zxids of transactions count, and each once, so that every server's history is equally long. */
    private void seen(long zxid) {
        if (labels.isRecent(zxid) && (zxids.isEmpty() || zxid > zxids.get(zxids.size() - 1))) {
            zxids.add(zxid);
        }
    }

    private long relativeZxid(Call call) {
        return zxids.isEmpty() ? 0 : zxids.get(Math.max(0, zxids.size() - 1 - Math.max(0, call.zxidsBack())));
    }

    private static boolean isZero(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        slots.forEach(Slot::drop);
        control.drop();
    }
}

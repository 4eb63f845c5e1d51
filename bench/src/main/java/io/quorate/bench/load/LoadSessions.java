package io.quorate.bench.load;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of one load and the rule by which they send. Owned by the event loop; other threads may only wait for
 * the futures. The first thing that goes wrong fails every future that is not done yet.
 */
final class LoadSessions implements LoadSession.Listener {
    /** An open loop that is this far behind will not recover; remembering more would only fill the client's memory. */
    private static final int IN_FLIGHT_MAX = 2_000_000;

    private static final long PING_CHECK_MILLIS = 1_000;

    private final LoadClient client;
    private final Shape shape;
    private final Recorder recorder;
    private final List<LoadSession> sessions = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Long> usedUp = new CompletableFuture<>();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Pacer pacer;
    private Future<?> pings;
    private int readyCount;
    private int closedCount;
    private int usedUpCount;
    private int inFlight;
    private boolean stopped;

    LoadSessions(LoadClient client, Shape shape, Recorder recorder) {
        this.client = client;
        this.shape = shape;
        this.recorder = recorder;
    }

    /** Done when every session is granted. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Done, with the time, when every source is exhausted and every reply has come. */
    CompletableFuture<Long> usedUp() {
        return usedUp;
    }

    /** Done when sending has been stopped and every reply has come. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }

    /** Done when the server has closed every session at our wish. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    int count() {
        return sessions.size();
    }

    /** Requests without a reply. */
    int inFlight() {
        return inFlight;
    }

    /** Connects one session per source, to the servers in turn. */
    void open(List<InetSocketAddress> servers, List<RequestSource> sources) {
        for (RequestSource source : sources) {
            sessions.add(new LoadSession(source, this));
        }
        for (int i = 0; i < sessions.size(); i++) {
            InetSocketAddress server = servers.get(i % servers.size());
            client.connect(server, sessions.get(i)).addListener(connected -> {
                if (!connected.isSuccess()) {
                    fail("cannot connect to " + server + ": "
                            + connected.cause().getMessage());
                }
            });
        }
    }

    /** Starts to send. */
    void start() {
        pings = client.loop()
                .scheduleAtFixedRate(this::pingIdle, PING_CHECK_MILLIS, PING_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        if (shape.isOpen()) {
            pacer = new Pacer(client, this, shape.ratePerSecond());
            pacer.start(System.nanoTime());
            return;
        }
        for (int index = 0; index < sessions.size(); index++) {
            for (int i = 0; i < shape.outstanding(); i++) {
                send(index, System.nanoTime());
            }
            flush(index);
        }
    }

    /** Appends a request of session {@code index}, due at {@code dueNanos}, to what its next flush sends. */
    void send(int index, long dueNanos) {
        send(sessions.get(index), dueNanos);
    }

    void flush(int index) {
        sessions.get(index).flush();
    }

    /** Sends nothing more. */
    void stop() {
        stopped = true;
        if (pings != null) {
            pings.cancel(false);
        }
        if (pacer != null) {
            pacer.stop();
        }
        checkQuiet();
    }

    /** Ends the sessions properly. */
    void close() {
        stop();
        sessions.forEach(LoadSession::close);
    }

    /** Drops the connections that are left. */
    void abandon() {
        stop();
        sessions.forEach(LoadSession::abandon);
    }

    @Override
    public void onReady(LoadSession session) {
        readyCount++;
        if (readyCount == sessions.size()) {
            ready.complete(null);
        }
    }

    @Override
    public void onReply(LoadSession session, long startNanos, long nowNanos, int err, boolean asExpected) {
        inFlight--;
        recorder.onReply(startNanos, nowNanos, err, asExpected);
        if (stopped) {
            checkQuiet();
        } else if (!shape.isOpen()) {
            send(session, nowNanos);
        }
        if (usedUpCount == sessions.size() && inFlight == 0) {
            usedUp.complete(nowNanos);
        }
    }

    @Override
    public void onClosed(LoadSession session, String reason) {
        if (reason != null) {
            fail("session " + sessions.indexOf(session) + ": " + reason);
        }
        closedCount++;
        if (closedCount == sessions.size()) {
            closed.complete(null);
        }
    }

    private void send(LoadSession session, long dueNanos) {
        if (session.send(dueNanos)) {
            inFlight++;
            if (inFlight > IN_FLIGHT_MAX) {
                fail("requests in flight: " + inFlight + " (expected: <= " + IN_FLIGHT_MAX
                        + "); the server is slower than the rate asked for, use a lower --rate");
            }
        } else if (session.markUsedUp()) {
            usedUpCount++;
        }
    }

    private void pingIdle() {
        long nowNanos = System.nanoTime();
        sessions.forEach(session -> session.pingIfIdle(nowNanos));
    }

    private void checkQuiet() {
        if (inFlight == 0) {
            quiet.complete(null);
        }
    }

    private void fail(String reason) {
        IllegalStateException failure = new IllegalStateException(reason);
        ready.completeExceptionally(failure);
        usedUp.completeExceptionally(failure);
        quiet.completeExceptionally(failure);
        closed.completeExceptionally(failure);
        if (pacer != null) {
            pacer.stop();
        }
    }
}

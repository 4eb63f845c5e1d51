package io.quorate.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Many sessions that come all at once, and may each set a watch on every key and wait for it. Callable from any thread, one at a
 * time; everything inside happens on the event loop.
 */
public final class Crowd implements AutoCloseable {
    /** More connections than this on their way would overflow the queue of the listening socket, and TCP waits for a second then. */
    private static final int COMING_MAX = 100;

    private static final double SECONDS_MAX = 300;
    private static final int PING_CHECK_SECONDS = 1;

    private final LoadClient client;
    private final List<InetSocketAddress> servers;
    private final Workload watched;
    private final KeySpace keys;
    private final int size;
    private final Members members = new Members();

    /**
     * @param watched what the sessions may watch, and is made by {@link #makeTree}
     * @param size how many sessions
     */
    public Crowd(LoadClient client, List<InetSocketAddress> servers, Workload watched, int size) {
        this.client = client;
        this.servers = List.copyOf(servers);
        this.keys = KeySpace.of(watched);
        this.size = size;
        this.watched = watched;
    }

    /** Makes what is watched; to be called once, before anything else. */
    public void makeTree() throws InterruptedException, LoadFailedException, IOException {
        Workload writes =
                new Workload(Op.SET, watched.sizeBytes(), watched.keys(), 0, 0, watched.root(), watched.seed());
        new LoadRun(client, new LoadPlan(servers, writes, Shape.closed(1, 1), 0, 0.1), List.of()).execute();
    }

    /** Has all sessions come; returns when each is granted. */
    public void come() throws InterruptedException, LoadFailedException {
        members.granted = new CompletableFuture<>();
        client.loop().execute(members::come);
        Waiting.await(members.granted, SECONDS_MAX, size + " sessions to be granted");
    }

    /** Has every session set a watch on every key; returns when all are set. */
    public void arm() throws InterruptedException, LoadFailedException {
        members.answered = new CompletableFuture<>();
        client.loop().execute(members::arm);
        Waiting.await(members.answered, SECONDS_MAX, (long) size * keys.keys() + " watches to be set");
    }

    /** Writes every key once; returns when every session has been told of each. */
    public void fire() throws InterruptedException, LoadFailedException {
        members.told = new CompletableFuture<>();
        members.answered = new CompletableFuture<>();
        client.loop().execute(members::fire);
        Waiting.await(members.answered, SECONDS_MAX, keys.keys() + " writes");
        Waiting.await(members.told, SECONDS_MAX, (long) size * keys.keys() + " notifications");
    }

    /** Drops the connections. */
    @Override
    public void close() {
        client.loop().submit(members::drop).syncUninterruptibly();
    }

    /** The sessions, the last of which writes; owned by the event loop. */
    private final class Members implements LoadSession.Listener {
        private final List<LoadSession> sessions = new ArrayList<>();
        private volatile CompletableFuture<Void> granted;
        private volatile CompletableFuture<Void> answered;
        private volatile CompletableFuture<Void> told;
        private int grantedCount;
        private long answersMissing;
        private long eventsMissing;
        private boolean dropped;

        void come() {
            for (int i = 0; i < Math.min(COMING_MAX, size + 1); i++) {
                next();
            }
            client.loop().scheduleAtFixedRate(this::ping, PING_CHECK_SECONDS, PING_CHECK_SECONDS, TimeUnit.SECONDS);
        }

        private void next() {
            int number = sessions.size();
            FrameTemplate frame = number < size
                    ? FrameTemplate.watch(keys, watched.sizeBytes())
                    : FrameTemplate.set(keys, RequestSource.payload(watched.sizeBytes()), 0);
            LoadSession session = new LoadSession(RequestSource.inTurn(frame, keys), this);
            sessions.add(session);
            InetSocketAddress server = servers.get(number % servers.size());
            client.connect(server, session).addListener(connected -> {
                if (!connected.isSuccess()) {
                    fail("cannot connect to " + server + ": "
                            + connected.cause().getMessage());
                }
            });
        }

        void arm() {
            answersMissing = (long) size * keys.keys();
            for (LoadSession session : sessions.subList(0, size)) {
                ask(session);
            }
        }

        void fire() {
            answersMissing = keys.keys();
            eventsMissing = (long) size * keys.keys();
            ask(sessions.get(size));
        }

        private void ask(LoadSession session) {
            long now = System.nanoTime();
            for (int i = 0; i < keys.keys(); i++) {
                session.send(now);
            }
            session.flush();
        }

        void drop() {
            dropped = true;
            sessions.forEach(LoadSession::abandon);
        }

        private void ping() {
            if (!dropped) {
                long now = System.nanoTime();
                sessions.forEach(session -> session.pingIfIdle(now));
            }
        }

        @Override
        public void onReady(LoadSession session) {
            grantedCount++;
            if (sessions.size() <= size) {
                next();
            } else if (grantedCount == size + 1) {
                granted.complete(null);
            }
        }

        @Override
        public void onReply(LoadSession session, long startNanos, long nowNanos, int err, boolean asExpected) {
            if (err != 0 || !asExpected) {
                fail("a reply with error " + err + (asExpected ? "" : " of a wrong length"));
            }
            answersMissing--;
            if (answersMissing == 0) {
                answered.complete(null);
            }
        }

        @Override
        public void onEvent(LoadSession session, long nowNanos) {
            eventsMissing--;
            if (eventsMissing == 0) {
                told.complete(null);
            }
        }

        @Override
        public void onClosed(LoadSession session, String reason) {
            if (!dropped) {
                fail("session " + sessions.indexOf(session) + ": " + reason);
            }
        }

        private void fail(String reason) {
            IllegalStateException failure = new IllegalStateException(reason);
            Stream.of(granted, answered, told)
                    .filter(Objects::nonNull)
                    .forEach(future -> future.completeExceptionally(failure));
        }
    }
}

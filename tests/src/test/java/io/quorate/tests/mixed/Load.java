package io.quorate.tests.mixed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Released Apache clients that write to an ensemble, each in its own session, through whatever happens to the servers, and that
 * know what was acknowledged. The sessions must live through it all: with the ephemeral each has made, and with its watch.
 */
final class Load implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SESSION_TIMEOUT_MILLIS = 12_000;

    private final List<Client> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopped;

    /** Connects; nothing is written before {@link #start}. */
    Load(int sessions, String connectString) throws Exception {
        for (int number = 0; number < sessions; number++) {
            clients.add(new Client(number, connectString));
        }
        for (Client client : clients) {
            client.begin();
        }
    }

    /** Begins to write. */
    void start() {
        stopped = false;
        for (Client client : clients) {
            client.running = threads.submit(client::write);
        }
    }

    /** How many writes were acknowledged. */
    int acknowledged() {
        return clients.stream().mapToInt(client -> client.acknowledged.get()).sum();
    }

    /** Returns when so many more writes than now have been acknowledged, some of every session. */
    void awaitProgress(int writes) {
        int[] targets = clients.stream()
                .mapToInt(client -> client.acknowledged.get() + writes / clients.size())
                .toArray();
        Await.until(writes + " more writes", LIMIT, () -> {
            for (Client client : clients) {
                if (client.running.isDone()) {
                    client.running.get();
                }
                if (client.acknowledged.get() < targets[client.number]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Stops writing; what is on the way is brought to its end. Fails if a session saw what must not be. */
    void stop() throws Exception {
        stopped = true;
        for (Client client : clients) {
            try {
                client.running.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("session " + client.number + ": " + e.getCause(), e.getCause());
            }
        }
    }

    /** Demands that everything acknowledged is there and nothing else, and that every session is what it was. */
    void verify() throws Exception {
        for (Client client : clients) {
            client.verify();
        }
    }

    /** Ends the sessions. */
    @Override
    public void close() throws Exception {
        stopped = true;
        threads.shutdownNow();
        for (Client client : clients) {
            client.zooKeeper.close();
        }
    }

    private final class Client {
        private final int number;
        private final String root;
        private final ZooKeeper zooKeeper;
        private final AtomicInteger acknowledged = new AtomicInteger();
        private final AtomicInteger events = new AtomicInteger();
        private long session;
        private volatile Future<?> running;

        Client(int number, String connectString) throws Exception {
            this.number = number;
            this.root = "/load" + number;
            this.zooKeeper = new ZooKeeper(connectString, SESSION_TIMEOUT_MILLIS, event -> {});
        }

        void begin() throws Exception {
            again(() -> zooKeeper.create(root, bytes(0), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            again(() -> zooKeeper.create(root + "-alive", bytes(0), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
            session = zooKeeper.getSessionId();
            watch();
        }

        private void watch() throws Exception {
            again(() -> zooKeeper.getData(root, this::onEvent, null));
        }

        private void onEvent(WatchedEvent event) {
            if (event.getType() == Watcher.Event.EventType.NodeDataChanged) {
                events.incrementAndGet();
            }
        }

        /** Creates numbered znodes one after the other; a write whose answer was lost is repeated until it is known. */
        private Void write() throws Exception {
            while (!stopped) {
                int next = acknowledged.get();
                String path = root + "/" + next;
                again(() -> zooKeeper.create(path, bytes(next), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
                acknowledged.incrementAndGet();
            }
            return null;
        }

        void verify() throws Exception {
            again(() -> {
                zooKeeper.sync(root, (code, path, context) -> {}, null);
                return null;
            });
            Map<String, String> expected = new TreeMap<>();
            Map<String, String> found = new TreeMap<>();
            for (int write = 0; write < acknowledged.get(); write++) {
                expected.put(Integer.toString(write), Integer.toString(write));
            }
            again(() -> {
                found.putAll(contents());
                return null;
            });
            if (!found.equals(expected)) {
                throw new AssertionError(root + ": " + acknowledged + " writes acknowledged, found " + found.size()
                        + ", missing " + difference(expected, found) + ", too many " + difference(found, expected));
            }
            Stat alive = again(() -> zooKeeper.exists(root + "-alive", false));
            if (alive == null || alive.getEphemeralOwner() != session || zooKeeper.getSessionId() != session) {
                throw new AssertionError(root + ": session 0x" + Long.toHexString(session) + " is lost: " + alive);
            }
            int before = events.get();
            again(() -> zooKeeper.setData(root, bytes(before), -1));
            Await.until("the watch of " + root, LIMIT, () -> events.get() > before);
            watch();
        }

        /** The data of each child, asked for all at once. */
        private Map<String, String> contents() throws Exception {
            Map<String, CompletableFuture<String>> answers = new TreeMap<>();
            for (String child : zooKeeper.getChildren(root, false)) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                answers.put(child, answer);
                zooKeeper.getData(
                        root + "/" + child,
                        false,
                        (code, path, context, data, stat) -> {
                            if (code == KeeperException.Code.OK.intValue()) {
                                answer.complete(new String(data, UTF_8));
                            } else {
                                answer.completeExceptionally(
                                        KeeperException.create(KeeperException.Code.get(code), path));
                            }
                        },
                        null);
            }
            Map<String, String> contents = new TreeMap<>();
            for (Map.Entry<String, CompletableFuture<String>> answer : answers.entrySet()) {
                try {
                    contents.put(answer.getKey(), answer.getValue().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof KeeperException keeper ? keeper : e;
                }
            }
            return contents;
        }

        private static List<String> difference(Map<String, String> left, Map<String, String> right) {
            return left.entrySet().stream()
                    .filter(entry -> !right.entrySet().contains(entry))
                    .map(Map.Entry::toString)
                    .limit(10)
                    .toList();
        }

        /** Repeats what failed because a connection was lost; a create that turns out to be done is fine. */
        private <T> T again(Operation<T> operation) throws Exception {
            while (true) {
                try {
                    return operation.perform();
                } catch (KeeperException.NodeExistsException e) {
                    return null;
                } catch (KeeperException.ConnectionLossException e) {
                    // The client is already looking for another server; the next try waits for it.
                    continue;
                }
            }
        }

        private static byte[] bytes(int number) {
            return Integer.toString(number).getBytes(UTF_8);
        }
    }

    @FunctionalInterface
    private interface Operation<T> {
        T perform() throws Exception;
    }
}

package io.quorate.tests.released;

import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/** A watcher that remembers what it was told. */
final class Events implements Watcher {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<WatchedEvent> all = new CopyOnWriteArrayList<>();

    @Override
    public void process(WatchedEvent event) {
        all.add(event);
    }

    void await(Event.EventType type, String path) {
        Await.until(type + " " + path + ", of " + all, LIMIT, () -> of(type).stream()
                .anyMatch(event -> path.equals(event.getPath())));
    }

    void await(Event.KeeperState state) {
        Await.until(state + ", of " + all, LIMIT, () -> count(state) > 0);
    }

    /** For a state that was there before. */
    void awaitAgain(Event.KeeperState state) {
        Await.until(state + " again, of " + all, LIMIT, () -> count(state) > 1);
    }

    List<WatchedEvent> of(Event.EventType type) {
        return all.stream().filter(event -> event.getType() == type).toList();
    }

    /** What happened to nodes, in order. */
    List<String> texts() {
        return all.stream()
                .filter(event -> event.getType() != Event.EventType.None)
                .map(event -> event.getType() + " " + event.getPath())
                .toList();
    }

    private long count(Event.KeeperState state) {
        return all.stream()
                .filter(event -> event.getType() == Event.EventType.None && event.getState() == state)
                .count();
    }
}

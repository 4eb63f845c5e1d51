package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A watcher that keeps what it is told. */
final class Recorder implements Watcher {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<WatchedEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void process(WatchedEvent event) {
        events.add(event);
    }

    /** Events of znodes as {@code type path}. */
    List<String> ofNodes() {
        return events.stream()
                .filter(event -> event.type() != WatchedEvent.Type.NONE)
                .map(event -> event.type() + " " + event.path())
                .toList();
    }

    /** States that events of the session told. */
    List<WatchedEvent.State> ofSession() {
        return events.stream()
                .filter(event -> event.type() == WatchedEvent.Type.NONE)
                .map(WatchedEvent::state)
                .toList();
    }

    List<WatchedEvent> all() {
        return List.copyOf(events);
    }

    /** Waits for the last state of the session to be this. */
    void awaitState(WatchedEvent.State state) {
        Await.until(state + " after " + ofSession(), LIMIT, () -> {
            List<WatchedEvent.State> states = ofSession();
            return !states.isEmpty() && states.get(states.size() - 1) == state;
        });
    }

    /** Waits for exactly these events of znodes. */
    void awaitNodes(String... expected) {
        Await.until("events " + List.of(expected), LIMIT, () -> ofNodes().size() >= expected.length);
        assertThat(ofNodes()).containsExactly(expected);
    }

    void clear() {
        events.clear();
    }
}

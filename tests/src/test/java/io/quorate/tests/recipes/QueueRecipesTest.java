package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.children;
import static io.quorate.tests.recipes.Recipes.get;
import static io.quorate.tests.recipes.Recipes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.recipes.Consumption;
import io.quorate.recipes.DistributedDelayQueue;
import io.quorate.recipes.DistributedPriorityQueue;
import io.quorate.recipes.DistributedQueue;
import io.quorate.recipes.ElementQueue;
import io.quorate.recipes.GatheringQueue;
import io.quorate.recipes.Sessions;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Relay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues: with Curator on the other side, with herds that must not be, and with sessions that end. */
@Timeout(90)
class QueueRecipesTest {
    @RegisterExtension
    static final Recipes RECIPES = new Recipes();

    private final String path = RECIPES.path();

    private static final QueueSerializer<String> TEXT = new QueueSerializer<>() {
        @Override
        public byte[] serialize(String item) {
            return bytes(item);
        }

        @Override
        public String deserialize(byte[] data) {
            return text(data);
        }
    };

    /** Collects what a Curator queue gives out. */
    private static final class Taken implements QueueConsumer<String> {
        private final BlockingQueue<String> items = new LinkedBlockingQueue<>();

        @Override
        public void consumeMessage(String item) {
            items.add(item);
        }

        @Override
        public void stateChanged(CuratorFramework client, ConnectionState state) {
            // Nothing to do.
        }

        String next() throws InterruptedException {
            return items.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void elementsComeInTheirOrderAndOnce() throws Exception {
        DistributedQueue queue = DistributedQueue.at(RECIPES.sessions(), path);
        List<CompletableFuture<byte[]>> early = List.of(queue.take(), queue.take());
        for (int i = 0; i < 60; i++) {
            get(queue.offer(bytes("" + i)));
        }
        assertThat(text(get(early.get(0)))).isEqualTo("0");
        assertThat(text(get(early.get(1)))).isEqualTo("1");
        for (int i = 2; i < 60; i++) {
            assertThat(text(get(queue.poll()).orElseThrow())).isEqualTo("" + i);
        }
        assertThat(get(queue.poll())).isEmpty();
        assertThat(get(queue.poll(Duration.ofMillis(20)))).isEmpty();
        assertThat(get(queue.size())).isZero();
    }

    @Test
    void severalConsumersGetEachElementOnce() throws Exception {
        Map<String, Integer> taken = new ConcurrentHashMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int consumer = 0; consumer < 3; consumer++) {
            DistributedQueue queue = DistributedQueue.simple(RECIPES.sessions(), path);
            for (int i = 0; i < 20; i++) {
                all.add(queue.take().thenAccept(element -> taken.merge(text(element), 1, Integer::sum)));
            }
        }
        DistributedQueue producer = DistributedQueue.simple(RECIPES.sessions(), path);
        for (int i = 0; i < 60; i++) {
            get(producer.offer(bytes("" + i)));
        }
        all.forEach(Recipes::get);
        assertThat(taken).hasSize(60).allSatisfy((element, times) -> assertThat(times)
                .isEqualTo(1));
    }

    @Test
    void aSimpleQueueIsSharedWithCurator() throws Exception {
        DistributedQueue ours = DistributedQueue.simple(RECIPES.sessions(), path);
        SimpleDistributedQueue theirs = new SimpleDistributedQueue(RECIPES.curator(), path);
        get(ours.offer(bytes("a")));
        theirs.offer(bytes("b"));
        assertThat(text(theirs.poll())).isEqualTo("a");
        assertThat(text(get(ours.take()))).isEqualTo("b");
    }

    @Test
    void queuesAreSharedWithCurator() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CuratorFramework curator = RECIPES.curator();
        var put = QueueBuilder.builder(curator, null, TEXT, path).buildQueue();
        put.start();
        put.put("theirs");
        DistributedQueue ours = DistributedQueue.at(sessions, path);
        assertThat(text(get(ours.take()))).isEqualTo("theirs");
        Taken taken = new Taken();
        var consumer = QueueBuilder.builder(curator, taken, TEXT, path)
                .lockPath(path + "-locks")
                .buildQueue();
        consumer.start();
        get(ours.offer(bytes("ours")));
        assertThat(taken.next()).isEqualTo("ours");
        consumer.close();
        put.close();
    }

    @Test
    void prioritiesAndDelaysAreSharedWithCurator() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CuratorFramework curator = RECIPES.curator();
        var theirs = QueueBuilder.builder(curator, null, TEXT, path + "/p").buildPriorityQueue(0);
        theirs.start();
        DistributedPriorityQueue ours = new DistributedPriorityQueue(sessions, path + "/p");
        theirs.put("c", 7);
        get(ours.offer(bytes("b"), 3));
        get(ours.offer(bytes("a"), -3));
        theirs.put("d", 7);
        Await.until("all there", LIMIT, () -> get(ours.size()) == 4);
        assertThat(takeAll(ours, 4)).containsExactly("a", "b", "c", "d");
        theirs.close();

        var later = QueueBuilder.builder(curator, null, TEXT, path + "/d").buildDelayQueue();
        later.start();
        DistributedDelayQueue delayed = new DistributedDelayQueue(sessions, path + "/d");
        long now = System.currentTimeMillis();
        later.put("second", now + 400);
        get(delayed.offer(bytes("first"), Instant.ofEpochMilli(now + 300)));
        get(delayed.offer(bytes("never"), Instant.ofEpochMilli(now + 3_600_000)));
        Await.until("all there", LIMIT, () -> get(delayed.size()) == 3);
        assertThat(takeAll(delayed, 2)).containsExactly("first", "second");
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(now + 400);
        assertThat(get(delayed.poll())).isEmpty();
        later.close();
    }

    /** Many sessions wait; each new element gives an event to one of them, and hands the watch to one other. */
    @Test
    void aNewElementWakesOneOfThoseWhoWait() throws Exception {
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        Sessions producer = RECIPES.sessions();
        for (int i = 0; i < 8; i++) {
            waiting.add(DistributedQueue.at(RECIPES.sessions(), path).take());
        }
        Await.until(
                "all wait", LIMIT, () -> children(producer, path + "-takers").size() == 8);
        DistributedQueue queue = DistributedQueue.at(producer, path);
        for (int i = 0; i < 8; i++) {
            int left = 8 - i;
            Await.until(
                    "the first watches the queue, the others each other", LIMIT, () -> RECIPES.watchCount() == left);
            long before = RECIPES.eventsSent();
            get(queue.offer(bytes("" + i)));
            Await.until(
                    "one has it",
                    LIMIT,
                    () -> waiting.stream().filter(each -> !each.isDone()).count() == left - 1);
            Await.until(
                    "he has left",
                    LIMIT,
                    () -> children(producer, path + "-takers").size() == left - 1);
            assertThat(RECIPES.eventsSent() - before).as("events").isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anElementIsHandledAgainWhenItsHandlerIsLost() throws Exception {
        Sessions first = RECIPES.sessions();
        Sessions second = RECIPES.sessions();
        DistributedQueue ofFirst = DistributedQueue.at(first, path);
        DistributedQueue ofSecond = DistributedQueue.at(second, path);
        get(ofFirst.offer(bytes("x")));
        CompletableFuture<Long> begun = new CompletableFuture<>();
        Consumption stuck = ofFirst.consume((element, token) -> {
            begun.complete(token);
            return new CompletableFuture<>();
        });
        long firstToken = get(begun);
        CompletableFuture<Long> handled = new CompletableFuture<>();
        Consumption other = ofSecond.consume((element, token) -> {
            handled.complete(token);
            return CompletableFuture.completedFuture(null);
        });
        stuck.close();
        assertThat(handled).isNotDone();
        RECIPES.loseSession(first);
        assertThat(get(handled)).isGreaterThan(firstToken);
        Await.until("removed", LIMIT, () -> get(ofSecond.size()) == 0);
        Await.until("no lock is left", LIMIT, () -> children(second, path + "-locks")
                .isEmpty());
        other.close();
    }

    @Test
    void anElementWhoseHandlerFailsIsHandledAgain() throws Exception {
        DistributedQueue queue = DistributedQueue.at(RECIPES.sessions(), path);
        List<String> handled = new ArrayList<>();
        Consumption consumption = queue.consume((element, token) -> {
            handled.add(text(element));
            return handled.size() == 1
                    ? CompletableFuture.failedFuture(new IllegalStateException("not now"))
                    : CompletableFuture.completedFuture(null);
        });
        get(queue.offer(bytes("x")));
        Await.until("removed", LIMIT, () -> handled.size() == 2 && get(queue.size()) == 0);
        consumption.close();
        assertThat(handled).containsExactly("x", "x");
    }

    /** Cut connections and a lost session under load: nothing is lost, and hardly anything comes twice. */
    @Test
    void nothingIsLostWithTheConnection() throws Exception {
        Relay relay = RECIPES.relay();
        Sessions shaky = RECIPES.sessions(relay.port());
        DistributedQueue producer = DistributedQueue.at(RECIPES.sessions(), path);
        DistributedQueue consumer = DistributedQueue.at(shaky, path);
        Map<String, Integer> taken = new ConcurrentHashMap<>();
        for (int i = 0; i < 200; i++) {
            consumer.take().thenAccept(element -> taken.merge(text(element), 1, Integer::sum));
        }
        for (int i = 0; i < 100; i++) {
            get(producer.offer(bytes("" + i)));
            if (i % 25 == 10) {
                relay.cut();
                relay.mend();
            }
            if (i == 50) {
                RECIPES.loseSession(shaky);
            }
        }
        Await.value(() -> "only " + taken.size() + " taken", LIMIT, () -> taken.size() == 100 ? true : null);
        assertThat(taken.values()).allMatch(times -> times <= 2);
    }

    @Test
    void aGatheringQueueStartsWhenAllAreThere() throws Exception {
        GatheringQueue first = RECIPES.closing(new GatheringQueue(RECIPES.sessions(), path, "a", 3));
        GatheringQueue second = RECIPES.closing(new GatheringQueue(RECIPES.sessions(), path, "b", 3));
        Sessions lostOne = RECIPES.sessions();
        GatheringQueue third = RECIPES.closing(new GatheringQueue(lostOne, path, "c", 3));
        CompletableFuture<Void> started = first.join();
        get(first.offer(bytes("x")));
        CompletableFuture<byte[]> taken = first.take();
        second.join();
        Await.until("two are there", LIMIT, () -> first.present() == 2);
        assertThat(started).isNotDone();
        assertThat(taken).isNotDone();
        RECIPES.loseSession(lostOne);
        get(third.join());
        get(started);
        assertThat(text(get(taken))).isEqualTo("x");
        GatheringQueue late = RECIPES.closing(new GatheringQueue(RECIPES.sessions(), path, "d", 3));
        get(late.join());
    }

    private static List<String> takeAll(ElementQueue queue, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<byte[]> next = get(queue.poll(LIMIT));
            all.add(text(next.orElseThrow()));
        }
        return all;
    }
}

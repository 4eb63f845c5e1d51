package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.EmptyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    @Test
    void onAPoolTheyKeepTheirOrderAndNeverOverlap() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callbacks callbacks = Callbacks.on(pool);
            List<Integer> seen = new ArrayList<>();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            CompletableFuture<Void> end = new CompletableFuture<>();
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                callbacks.deliver(WatchedEvent.ofSession(WatchedEvent.State.CLOSED), List.of(event -> {
                    overlaps.addAndGet(inside.getAndIncrement());
                    seen.add(number);
                    inside.decrementAndGet();
                }));
            }
            callbacks.complete(end, null);
            end.get(20, TimeUnit.SECONDS);
            assertThat(overlaps).hasValue(0);
            assertThat(seen).hasSize(10_000).isSorted();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aWatcherThatThrowsHarmsNoOther() {
        List<WatchedEvent> seen = new ArrayList<>();
        WatchedEvent event = WatchedEvent.ofSession(WatchedEvent.State.EXPIRED);
        Callbacks.onEventLoop()
                .deliver(
                        event,
                        List.of(
                                first -> {
                                    throw new IllegalStateException("expected by the test");
                                },
                                seen::add));
        assertThat(seen).containsExactly(event);
    }

    @Test
    void callsBeyondTheLimitFailUntilOthersEnd() throws Exception {
        CallQueue queue = new CallQueue(2);
        queue.add(call());
        queue.add(call());
        Call<Void> third = call();
        queue.add(third);
        assertThatThrownBy(() -> third.future().get(1, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("maxPendingCalls");
        assertThat(queue.poll()).isNotNull();
        queue.finished();
        Call<Void> fourth = call();
        queue.add(fourth);
        assertThat(fourth.future()).isNotDone();
    }

    private static Call<Void> call() {
        return new Call<>(OpCode.WHO_AM_I, EmptyRequest.INSTANCE, null, body -> null);
    }
}

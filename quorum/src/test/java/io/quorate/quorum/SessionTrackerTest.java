package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionTrackerTest {
    private static final int TICK = 1000;

    private final SessionTracker tracker = new SessionTracker(TICK);

    @Test
    void aDeadlineIsRoundedUpToTheTickAfterTheTimeout() {
        tracker.track(1, 4000, 500);
        assertThat(tracker.nextDeadlineMillis()).isEqualTo(5000);
        assertThat(tracker.expire(4999)).isEmpty();
        assertThat(tracker.expire(5000)).containsExactly(1L);
    }

    @Test
    void aTouchMovesTheDeadline() {
        tracker.track(1, 4000, 0);
        assertThat(tracker.touch(1, 3000)).isTrue();
        assertThat(tracker.expire(5000)).isEmpty();
        assertThat(tracker.expire(8000)).containsExactly(1L);
    }

    @Test
    void anExpiredSessionCannotBeTouchedAndExpiresOnce() {
        tracker.track(1, 4000, 0);
        tracker.expire(9000);
        assertThat(tracker.touch(1, 9000)).isFalse();
        assertThat(tracker.isLive(1)).isFalse();
        assertThat(tracker.expire(20_000)).isEmpty();
        assertThat(tracker.size()).isEqualTo(1);
        tracker.remove(1);
        assertThat(tracker.size()).isZero();
    }

    @Test
    void aClosingSessionIsNotExpiredAsWell() {
        tracker.track(1, 4000, 0);
        tracker.markClosing(1);
        assertThat(tracker.touch(1, 100)).isFalse();
        assertThat(tracker.expire(9000)).isEmpty();
    }

    @Test
    void anUnknownSessionCannotBeTouched() {
        assertThat(tracker.touch(7, 0)).isFalse();
        assertThat(tracker.isLive(7)).isFalse();
    }

    @Test
    void aTickMustBePositive() {
        assertThatThrownBy(() -> new SessionTracker(0)).hasMessageContaining("tickMillis: 0 (expected: > 0)");
    }

    @Test
    void behavesLikeADeadlinePerSession() {
        for (long seed = 1; seed <= 50; seed++) {
            compareWithADumbTwin(seed);
        }
    }

    private static void compareWithADumbTwin(long seed) {
        Random random = new Random(seed);
        SessionTracker tracker = new SessionTracker(TICK);
        Map<Long, Long> deadlines = new HashMap<>();
        Map<Long, Integer> timeouts = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 500; step++) {
            now += random.nextInt(700);
            long id = random.nextInt(20);
            switch (random.nextInt(4)) {
                case 0 -> {
                    int timeout = 1 + random.nextInt(10_000);
                    tracker.track(id, timeout, now);
                    timeouts.put(id, timeout);
                    deadlines.merge(id, deadline(now, timeout), Math::max);
                }
                case 1 -> {
                    boolean known = deadlines.containsKey(id);
                    assertThat(tracker.touch(id, now))
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(known);
                    if (known) {
                        deadlines.merge(id, deadline(now, timeouts.get(id)), Math::max);
                    }
                }
                case 2 -> {
                    tracker.remove(id);
                    deadlines.remove(id);
                }
                default -> {
                    long time = now;
                    TreeSet<Long> due = new TreeSet<>();
                    deadlines.forEach((session, deadline) -> {
                        if (deadline <= time) {
                            due.add(session);
                        }
                    });
                    List<Long> expired = tracker.expire(now);
                    assertThat(new TreeSet<>(expired))
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(due);
                    assertThat(expired).doesNotHaveDuplicates();
                    for (long session : due) {
                        tracker.remove(session);
                        deadlines.remove(session);
                    }
                }
            }
        }
    }

    private static long deadline(long now, int timeout) {
        return (now + timeout) / TICK * TICK + TICK;
    }
}

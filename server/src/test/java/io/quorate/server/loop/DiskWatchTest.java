package io.quorate.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final List<Long> left = new ArrayList<>();
    private long busyMillis;

    @Test
    void aDiskThatHangsForLongerThanTheLimitIsLeftOnce() {
        DiskWatch.start(clock.eventLoop(), () -> busyMillis, 30_000, left::add);
        pass(30);
        assertThat(left).isEmpty();
        pass(1);
        assertThat(left).containsExactly(31_000L);
        pass(100);
        assertThat(left).hasSize(1);
    }

    @Test
    void aDiskThatAnswersInTimeIsKept() {
        DiskWatch.start(clock.eventLoop(), () -> busyMillis, 30_000, left::add);
        for (int i = 0; i < 5; i++) {
            pass(29);
            busyMillis = 0;
        }
        assertThat(left).isEmpty();
    }

    @Test
    void withoutALimitTheServerWaits() {
        DiskWatch.start(clock.eventLoop(), () -> busyMillis, 0, left::add);
        pass(3_600);
        assertThat(left).isEmpty();
    }

    /** Seconds in which the disk does not answer. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            busyMillis += 1_000;
            clock.advanceTimeBy(1, TimeUnit.SECONDS);
            clock.runScheduledPendingTasks();
        }
    }
}

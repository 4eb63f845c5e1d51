package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void isAQueueThatGrows() {
        long seed = 7;
        Random random = new Random(seed);
        InFlight ring = new InFlight();
        ArrayDeque<Long> twin = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < 52) {
                ring.add(i, -i);
                twin.add((long) i);
            } else if (!twin.isEmpty()) {
                long expected = twin.remove();
                assertThat(ring.oldestStartNanos())
                        .as("seed %d step %d", seed, i)
                        .isEqualTo(expected);
                assertThat(ring.oldestBodyBytes()).isEqualTo((int) -expected);
                ring.removeOldest();
            }
            assertThat(ring.size()).isEqualTo(twin.size());
        }
    }
}

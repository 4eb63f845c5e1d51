package io.quorate.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MILLIS = 1_000_000;

    @Test
    void onceInAnInterval() {
        RateLimit limit = new RateLimit(100);
        assertThat(limit.take(5 * MILLIS)).isTrue();
        assertThat(limit.take(5 * MILLIS)).isFalse();
        assertThat(limit.take(105 * MILLIS - 1)).isFalse();
        assertThat(limit.take(105 * MILLIS)).isTrue();
        assertThat(limit.take(106 * MILLIS)).isFalse();
    }

    /** What was refused does not put off what comes next. */
    @Test
    void whatIsRefusedDoesNotCount() {
        RateLimit limit = new RateLimit(100);
        assertThat(limit.take(0)).isTrue();
        for (int millis = 1; millis < 100; millis++) {
            assertThat(limit.take(millis * MILLIS)).isFalse();
        }
        assertThat(limit.take(100 * MILLIS)).isTrue();
    }

    @Test
    void whatHasFailedDoesNotCount() {
        RateLimit limit = new RateLimit(100);
        assertThat(limit.take(0)).isTrue();
        limit.giveBack();
        assertThat(limit.take(1)).isTrue();
        assertThat(limit.take(2)).isFalse();
    }

    /** The clock of a machine may begin anywhere, below zero too. */
    @Test
    void anyTimeWillDo() {
        RateLimit limit = new RateLimit(100);
        assertThat(limit.take(-500 * MILLIS)).isTrue();
        assertThat(limit.take(-401 * MILLIS)).isFalse();
        assertThat(limit.take(-400 * MILLIS)).isTrue();
        assertThat(new RateLimit(0).take(Long.MAX_VALUE)).isTrue();
        RateLimit none = new RateLimit(0);
        assertThat(none.take(7)).isTrue();
        assertThat(none.take(7)).isTrue();
    }
}

package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.net.ConnectionThrottle.Options;
import io.quorate.server.net.ConnectionThrottle.Weights;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionThrottleTest {
    private static final Weights ONE = new Weights(1, 1, 1);

    private static ConnectionThrottle throttle(Options options) {
        return new ConnectionThrottle(options, new SplittableRandom(1), 0);
    }

    private static long admitted(ConnectionThrottle throttle, int asked, long nowMillis) {
        return IntStream.range(0, asked)
                .filter(i -> throttle.admits(1, nowMillis))
                .count();
    }

    @Test
    void theBucketIsEmptyAndFillsWithTime() {
        ConnectionThrottle throttle = throttle(new Options(10, 100, 2, -1, 0, 0, 0, ONE));
        assertThat(admitted(throttle, 20, 0)).isEqualTo(10);
        assertThat(throttle.deficit()).isEqualTo(10);
        assertThat(admitted(throttle, 20, 200)).isEqualTo(4);
        assertThat(admitted(throttle, 20, 1_000_000)).isEqualTo(10);
        assertThat(throttle.dropProbability()).isZero();
    }

    @Test
    void oftenAskedItFillsAllTheSame() {
        ConnectionThrottle throttle = throttle(new Options(1, 100, 1, -1, 0, 0, 0, ONE));
        assertThat(admitted(throttle, 1, 0)).isEqualTo(1);
        for (int millis = 1; millis < 100; millis++) {
            assertThat(throttle.admits(1, millis)).as("after %d ms", millis).isFalse();
        }
        assertThat(throttle.admits(1, 101)).isTrue();
    }

    @Test
    void aSessionCostsItsWeight() {
        ConnectionThrottle throttle = throttle(new Options(5, 100, 1, -1, 0, 0, 0, new Weights(3, 2, 1)));
        assertThat(throttle.admits(3, 0)).isTrue();
        assertThat(throttle.admits(3, 0)).isFalse();
        assertThat(throttle.admits(2, 0)).isTrue();
    }

    @Test
    void withoutTokensTheProbabilityRisesAndThenFalls() {
        ConnectionThrottle throttle = throttle(new Options(10, 1_000, 1, 10, 0.25, 0.5, 0.5, ONE));
        admitted(throttle, 10, 0);
        for (int millis = 10; millis <= 80; millis += 10) {
            throttle.admits(1, millis);
        }
        assertThat(throttle.dropProbability()).isEqualTo(1);
        assertThat(admitted(throttle, 10, 8_500))
                .as("with 8 tokens, and a probability of 0.5")
                .isBetween(1L, 8L);
        assertThat(throttle.dropProbability()).isEqualTo(0.5);
    }
}

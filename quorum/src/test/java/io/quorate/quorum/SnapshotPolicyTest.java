package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
    @Test
    void isDueBetweenHalfAndAllOfSnapCount() {
        for (long seed = 0; seed < 100; seed++) {
            SnapshotPolicy policy = new SnapshotPolicy(100, 0, new SplittableRandom(seed));
            int logged = 0;
            while (!policy.isDue()) {
                policy.logged(10);
                logged++;
            }
            assertThat(logged).as("seed %d", seed).isBetween(51, 100);
        }
    }

    @Test
    void isDueByBytesAsWell() {
        SnapshotPolicy policy = new SnapshotPolicy(1_000_000, 1000, new SplittableRandom(1));
        policy.logged(1001);
        assertThat(policy.isDue()).isTrue();
    }

    @Test
    void isNotDueWhileOneIsBeingSaved() {
        SnapshotPolicy policy = new SnapshotPolicy(2, 0, new SplittableRandom(1));
        policy.saving();
        for (int i = 0; i < 10; i++) {
            policy.logged(1);
        }
        assertThat(policy.isDue()).isFalse();
        policy.saved();
        assertThat(policy.isDue()).isTrue();
    }
}

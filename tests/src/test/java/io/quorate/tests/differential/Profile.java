package io.quorate.tests.differential;

import io.quorate.tests.harness.ServerSettings;
import java.util.Random;

/**
 * How the servers of a run are set up, and what kinds of steps make sense on them.
 *
 * @param extendedTypes whether TTL nodes exist
 * @param enforceQuota whether hard quotas refuse requests
 * @param bursts whether sessions send several requests at once; not with enforced quotas, which Apache checks against
 *     whatever happens to be applied
 * @param oddFlags whether creates of one kind have the flags of another; Apache logs a wrong digest for some of those
 */
record Profile(boolean extendedTypes, boolean enforceQuota, boolean bursts, boolean oddFlags) {
    /** The password of the super user in every run. */
    static final String SUPER_PASSWORD = "super:secret";

    static Profile of(long seed) {
        Random random = new Random(seed ^ 0x5eed);
        boolean enforceQuota = random.nextInt(3) == 0;
        return new Profile(random.nextInt(4) != 0, enforceQuota, !enforceQuota, true);
    }

    ServerSettings settings() {
        return ServerSettings.standalone()
                .with("tickTime", 200)
                .with("minSessionTimeout", 2_000)
                .with("maxSessionTimeout", 2 * Player.TIMEOUT_MILLIS)
                .withProperty("extendedTypesEnabled", extendedTypes)
                .withProperty("enforceQuota", enforceQuota)
                .withJvmArg("-Dznode.container.checkIntervalMs=" + 24 * Player.TIMEOUT_MILLIS)
                .withProperty("DigestAuthenticationProvider.superDigest", Digests.of(SUPER_PASSWORD));
    }
}

package io.quorate.server;

import io.quorate.server.config.ThrottleConfig;
import io.quorate.server.net.ConnectionThrottle;
import io.quorate.server.session.Safeguards;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** What the configuration of the throttles comes to in each of the server's parts. */
final class Throttles {
    private Throttles() {}

    /** Of one of so many loops: each has its share of what is allowed to all. */
    static Safeguards ofLoop(ThrottleConfig config, int loops) {
        return new Safeguards(
                share(config.requestsMax(), loops),
                config.opWaitMillis(),
                config.dropStale(),
                config.latencyCheck(),
                config.connectionCheck(),
                share(config.watchesMax(), loops),
                config.sessionsMax(),
                config.slowRequestMillis() < 0
                        ? Long.MAX_VALUE
                        : TimeUnit.MILLISECONDS.toNanos(config.slowRequestMillis()));
    }

    private static int share(int max, int loops) {
        return max == 0 ? 0 : Math.max(1, max / loops);
    }

    /** Null if there is none. */
    static ConnectionThrottle ofConnections(ThrottleConfig.Connections config) {
        if (config.tokens() == 0) {
            return null;
        }
        return new ConnectionThrottle(
                new ConnectionThrottle.Options(
                        config.tokens(),
                        config.fillMillis(),
                        config.fillCount(),
                        config.freezeMillis(),
                        config.dropIncrease(),
                        config.dropDecrease(),
                        config.decreaseRatio(),
                        config.weighted()
                                ? new ConnectionThrottle.Weights(
                                        config.globalWeight(), config.renewedWeight(), config.localWeight())
                                : new ConnectionThrottle.Weights(1, 1, 1)),
                new SplittableRandom(),
                System.nanoTime() / 1_000_000);
    }
}

package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class LogLimiterTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> lines = new ArrayList<>();
    private final Logger log = (Logger) Proxy.newProxyInstance(
            LogLimiterTest.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("info");
                Object[] values = Arrays.copyOfRange(arguments, 1, arguments.length);
                lines.add(MessageFormatter.arrayFormat(
                                (String) arguments[0], values[0] instanceof Object[] many ? many : values)
                        .getMessage());
                return null;
            });

    /** Whoever is refused a thousand times a second fills no disk, and is not forgotten. */
    @Test
    void aFloodBecomesTwentyLinesASecondAndACount() {
        LogLimiter limiter = new LogLimiter(log, 0);
        for (int i = 0; i < 1_000; i++) {
            limiter.info(i, "snapshot for {}: {}", "10.0.0.1", 403);
        }
        assertThat(lines).hasSize(20).containsOnly("snapshot for 10.0.0.1: 403");
        limiter.info(SECOND, "still the same {}", "second");
        assertThat(lines).hasSize(20);
        limiter.info(SECOND + 1, "the {}", "next");
        assertThat(lines.subList(20, 22)).containsExactly("981 more lines of this kind were left out", "the next");
        limiter.info(3 * SECOND, "later, {} left out", "nothing");
        assertThat(lines.subList(22, lines.size())).containsExactly("later, nothing left out");
    }
}

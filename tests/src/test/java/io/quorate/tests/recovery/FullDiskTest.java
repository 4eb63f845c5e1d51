package io.quorate.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A log that cannot grow any more, here by a limit on the size of files: the server acknowledges nothing from then on, says
 * why and ends; what it acknowledged before is there when there is room again.
 */
class FullDiskTest {
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final int LIMIT_KIB = 1_024;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aServerThatCannotWriteItsLogEndsAndLosesNothing() throws Exception {
        ServerSettings settings =
                ServerSettings.standalone().with("maxSessionTimeout", 600_000).withProperty("preAllocSize", 64);
        ServerProcess server = sandbox.subject(settings.withFileSizeLimitKiB(LIMIT_KIB));
        server.start();
        try (Writers writers = new Writers(4)) {
            writers.begin(server.port());
            writers.start(server.port());
            int code = server.awaitExit(END_LIMIT);
            writers.awaitEnd();
            assertThat(code).as("exit code").isNotZero();
            assertThat(server.logText()).as("what it says").contains("log.").containsIgnoringCase("file too large");
            assertThat(writers.acknowledged())
                    .as("writes before the disk was full")
                    .isGreaterThan(500);
            server.settings(settings).start();
            writers.verify(server.port());
            writers.start(server.port());
            long before = writers.acknowledged();
            io.quorate.tests.harness.Await.until("new writes", END_LIMIT, () -> writers.acknowledged() > before + 100);
            server.kill();
            writers.awaitEnd();
            server.start();
            writers.verify(server.port());
        }
    }
}

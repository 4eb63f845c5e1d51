package io.quorate.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.PathRequest;
import io.quorate.quorum.SessionPassword;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.RawClient.Session;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Passwords of sessions that cannot be computed by those who know the id, which is no secret. */
class SessionSecretTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aSessionIsTakenOverOnlyByWhoWasGivenItsPassword() throws IOException {
        ServerProcess server = sandbox.quorate(withSecret("0123456789abcdef0123456789abcdef\n"))
                .start();
        try (RawClient owner = RawClient.connect(server.port(), 30_000)) {
            Session own = owner.session();
            Session computed = new Session(own.id(), SessionPassword.of(own.id()), own.timeoutMillis());
            try (RawClient thief = RawClient.resume(server.port(), computed, 0)) {
                assertThat(thief).as("who only knows the id").isNull();
            }
            try (RawClient moved = RawClient.resume(server.port(), own, 0)) {
                assertThat(moved.session().id()).isEqualTo(own.id());
                assertThat(moved.call(OpCode.GET_ALL_CHILDREN_NUMBER, new PathRequest("/"))
                                .err())
                        .isZero();
            }
        }
    }

    @Test
    void aFileWithoutASecretIsRefusedWithWhatToDo() throws IOException {
        ServerProcess server = sandbox.quorate(withSecret("short\n")).launch();
        assertThat(server.awaitExit(Duration.ofSeconds(60))).isNotZero();
        assertThat(server.logText())
                .contains("sessionPassword.secretFile=")
                .contains("5 bytes (expected: 16 or more)")
                .contains("openssl rand -hex 32");
    }

    private ServerSettings withSecret(String text) throws IOException {
        Path file = sandbox.directory("secret").resolve("session");
        Files.writeString(file, text);
        return ServerSettings.standalone().with("sessionPassword.secretFile", file);
    }
}

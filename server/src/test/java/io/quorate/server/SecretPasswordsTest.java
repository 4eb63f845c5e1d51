package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.quorum.SessionPassword;
import io.quorate.quorum.SessionPasswords;
import io.quorate.server.config.SessionSecretStage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretPasswordsTest {
    private static final long SESSION = 0x01000024887c0000L;
    private static final byte[] SECRET = "0123456789abcdef0123".getBytes(StandardCharsets.UTF_8);

    private final SessionPasswords accept = new SecretPasswords(SECRET, SessionSecretStage.ACCEPT);
    private final SessionPasswords issue = new SecretPasswords(SECRET, SessionSecretStage.ISSUE);
    private final SessionPasswords require = new SecretPasswords(SECRET, SessionSecretStage.REQUIRE);

    /** {@code printf '\x01\x00\x00\x24\x88\x7c\x00\x00' | openssl dgst -sha256 -hmac 0123456789abcdef0123}, the first half. */
    @Test
    void isTheFirstHalfOfTheHmacOfTheId() {
        assertThat(HexFormat.of().formatHex(require.of(SESSION))).isEqualTo("7681f51dc3e9b1e5c74f27effa2aed4d");
    }

    @Test
    void anotherSecretGivesAnotherPassword() {
        byte[] other = SECRET.clone();
        other[0]++;
        assertThat(require.matches(SESSION, new SecretPasswords(other, SessionSecretStage.REQUIRE).of(SESSION)))
                .isFalse();
    }

    @Test
    void whoIsRequiredToKnowTheSecretCannotComeWithTheComputedPassword() {
        assertThat(require.matches(SESSION, SessionPassword.of(SESSION))).isFalse();
        assertThat(require.matches(SESSION, require.of(SESSION))).isTrue();
        assertThat(require.matches(SESSION, require.of(SESSION + 1))).isFalse();
        assertThat(require.matches(0, require.of(0))).isFalse();
        assertThat(require.matches(SESSION, null)).isFalse();
    }

    /** One server after the other may go from stage to stage: each takes what its neighbours in time give. */
    @Test
    void neighbouringStagesUnderstandEachOther() {
        assertThat(accept.of(SESSION)).isEqualTo(SessionPassword.of(SESSION));
        assertThat(SessionPasswords.COMMON.matches(SESSION, accept.of(SESSION))).isTrue();
        assertThat(accept.matches(SESSION, SessionPassword.of(SESSION))).isTrue();
        assertThat(accept.matches(SESSION, issue.of(SESSION))).isTrue();
        assertThat(issue.matches(SESSION, accept.of(SESSION))).isTrue();
        assertThat(issue.matches(SESSION, require.of(SESSION))).isTrue();
        assertThat(require.matches(SESSION, issue.of(SESSION))).isTrue();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new SecretPasswords(new byte[15], SessionSecretStage.ISSUE))
                .hasMessageContaining("length of the secret: 15 bytes (expected: 16 or more)");
    }
}

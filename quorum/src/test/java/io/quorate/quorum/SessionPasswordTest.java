package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SessionPasswordTest {
    /** The vector of spec client-protocol §2, seen from a live server. */
    @Test
    void equalsThePasswordThatApacheGivesForTheId() {
        assertThat(HexFormat.of().formatHex(SessionPassword.of(0x01000024887c0000L)))
                .isEqualTo("46aa0ce45b957cf3942520dc9c40852d");
    }

    @Test
    void onlyTheRightPasswordMatches() {
        byte[] password = SessionPassword.of(77);
        assertThat(SessionPasswords.COMMON.matches(77, password)).isTrue();
        password[3]++;
        assertThat(SessionPasswords.COMMON.matches(77, password)).isFalse();
        assertThat(SessionPasswords.COMMON.matches(77, null)).isFalse();
        assertThat(SessionPasswords.COMMON.matches(77, new byte[0])).isFalse();
    }

    @Test
    void sessionZeroHasNoOwner() {
        assertThat(SessionPasswords.COMMON.matches(0, SessionPassword.of(0))).isFalse();
    }
}

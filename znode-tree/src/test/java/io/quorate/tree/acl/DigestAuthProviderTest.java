package io.quorate.tree.acl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.proto.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The digest scheme of client-protocol §6.6; the expected values were seen at an Apache 3.9.5 server. */
class DigestAuthProviderTest {
    private static final AuthPeer PEER = () -> "127.0.0.1";

    private final DigestAuthProvider provider = DigestAuthProvider.standard();

    @Test
    void theIdIsUserAndHashOfUserAndPassword() {
        assertThat(provider.authenticate(PEER, "u:p".getBytes(UTF_8))).hasValueSatisfying(ids -> assertThat(ids)
                .containsExactly(new Id("digest", "u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=")));
        assertThat(provider.digestOf("super:admin")).isEqualTo("super:xQJmxLMiHGwaqBvst5y6rkB6HQs=");
    }

    @Test
    void itNeverFailsNotEvenWithoutAColon() {
        assertThat(provider.digestOf("foo")).startsWith("foo:");
        assertThat(provider.digestOf("")).startsWith(":");
        assertThat(provider.authenticate(PEER, new byte[0])).isPresent();
        assertThat(provider.authenticate(PEER, null))
                .as("no credentials at all")
                .isEmpty();
    }

    @Test
    void theUserIsWhatComesBeforeTheFirstColon() {
        assertThat(provider.digestOf("a:b:c")).startsWith("a:").doesNotStartWith("a:b");
        assertThat(provider.userName("a:hash")).isEqualTo("a");
        assertThat(provider.userName("a")).isEqualTo("a");
    }

    @Test
    void theSuperUserGetsTheSuperIdBesidesItsOwn() {
        DigestAuthProvider withSuper = DigestAuthProvider.of("SHA1", "super:xQJmxLMiHGwaqBvst5y6rkB6HQs=");
        assertThat(withSuper.authenticate(PEER, "super:admin".getBytes(UTF_8)))
                .hasValueSatisfying(ids -> assertThat(ids)
                        .containsExactlyInAnyOrder(
                                new Id("super", ""), new Id("digest", "super:xQJmxLMiHGwaqBvst5y6rkB6HQs=")));
        assertThat(withSuper.authenticate(PEER, "super:wrong".getBytes(UTF_8)))
                .hasValueSatisfying(
                        ids -> assertThat(ids).extracting(Id::scheme).containsExactly("digest"));
    }

    @Test
    void theAlgorithmIsConfigurable() {
        DigestAuthProvider sha256 = DigestAuthProvider.of("SHA-256", null);
        assertThat(sha256.digestOf("u:p")).hasSize("u:".length() + 44);
        assertThatThrownBy(() -> DigestAuthProvider.of("SHA-3.14", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SHA-3.14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a:b:", ":x", "a: b", "a:b::"})
    void validInAcls(String expression) {
        assertThat(provider.isValid(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:", ":", "::", "a::b", "a:b:c"})
    void invalidInAcls(String expression) {
        assertThat(provider.isValid(expression)).isFalse();
    }

    @Test
    void matchesTheSameIdOnly() {
        assertThat(provider.matches("u:h", "u:h")).isTrue();
        assertThat(provider.matches("u:h", "u:H")).isFalse();
        assertThat(provider.isAuthenticated()).isTrue();
    }
}

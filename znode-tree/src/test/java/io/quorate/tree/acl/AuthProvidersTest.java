package io.quorate.tree.acl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Auth packets: client-protocol §9. */
class AuthProvidersTest {
    private static final AuthPeer PEER = () -> "10.0.0.1";

    private final AuthProviders providers = AuthProviders.standard();

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "world", "super", "auth", "sasl", "x509", "ensemble", "DIGEST"})
    void s9_anUnknownSchemeIsRefused(String scheme) {
        assertThat(providers.authenticate(PEER, new AuthRequest(0, scheme, "a:b".getBytes(UTF_8))))
                .isEmpty();
        assertThat(providers.find(scheme)).isNull();
    }

    @Test
    void s9_idsAddUp() {
        List<Id> ids = List.of(new Id("ip", "10.0.0.1"));
        ids = AuthProviders.merge(ids, authenticate("digest", "u:p"));
        ids = AuthProviders.merge(ids, authenticate("digest", "v:q"));
        ids = AuthProviders.merge(ids, authenticate("digest", "u:p"));
        ids = AuthProviders.merge(ids, authenticate("ip", ""));
        assertThat(ids).extracting(Id::scheme).containsExactly("ip", "digest", "digest");
        assertThat(ids.get(1).id()).startsWith("u:");
        assertThat(ids.get(2).id()).startsWith("v:");
    }

    @Test
    void s9_aProviderMayRefuse() {
        assertThat(providers.authenticate(PEER, new AuthRequest(0, "digest", null)))
                .isEmpty();
    }

    @Test
    void moreProvidersCanBeRegistered() {
        AuthProviders more = providers.with(new Password("secret"));
        assertThat(more.authenticate(PEER, new AuthRequest(0, "password", "secret".getBytes(UTF_8))))
                .contains(List.of(new Id("password", "secret")));
        assertThat(more.find("digest")).isNotNull();
        assertThat(providers.find("password")).as("the old table is as it was").isNull();
        AuthProviders replaced = more.with(new Password("other"));
        assertThat(replaced.authenticate(PEER, new AuthRequest(0, "password", "secret".getBytes(UTF_8))))
                .isEmpty();
    }

    private List<Id> authenticate(String scheme, String auth) {
        return providers
                .authenticate(PEER, new AuthRequest(0, scheme, auth.getBytes(UTF_8)))
                .orElseThrow();
    }

    private record Password(String secret) implements AuthProvider {
        @Override
        public String scheme() {
            return "password";
        }

        @Override
        public boolean matches(String id, String aclExpression) {
            return id.equals(aclExpression);
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }

        @Override
        public boolean isValid(String aclExpression) {
            return true;
        }

        @Override
        public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
            String given = new String(auth, UTF_8);
            return given.equals(secret) ? Optional.of(List.of(new Id("password", given))) : Optional.empty();
        }
    }
}

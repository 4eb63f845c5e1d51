package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.ConfigParser;
import io.quorate.tree.acl.AuthPeer;
import io.quorate.tree.acl.AuthProvider;
import io.quorate.tree.acl.AuthProviders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that operators name. */
class AuthSchemesTest {
    private static final AuthPeer PEER = null;

    @TempDir
    private Path directory;

    /** Lets in who knows the word; as somebody would write it. */
    public static final class Watchword implements AuthProvider {
        @Override
        public String scheme() {
            return "watchword";
        }

        @Override
        public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
            return new String(auth, StandardCharsets.UTF_8).equals("mellon")
                    ? Optional.of(List.of(new Id("watchword", "friend")))
                    : Optional.empty();
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
            return !aclExpression.isEmpty();
        }
    }

    private AuthSchemes schemes(String... lines) throws Exception {
        Path file = Files.writeString(
                directory.resolve("zoo.cfg"),
                "dataDir=" + directory + "\nclientPort=2181\n" + String.join("\n", lines) + "\n");
        return AuthSchemes.of(ConfigParser.parse(file, new Properties()).config());
    }

    @Test
    void aProviderOfTheOperatorsOwnIsAsked() throws Exception {
        AuthSchemes schemes = schemes(
                "authProvider.7=" + Watchword.class.getName(),
                "enforce.auth.enabled=true",
                "enforce.auth.schemes=watchword");
        AuthProviders providers = schemes.providers();
        assertThat(providers.authenticate(PEER, request("mellon"))).contains(List.of(new Id("watchword", "friend")));
        assertThat(providers.authenticate(PEER, request("open sesame"))).isEmpty();
        assertThat(schemes.required()).containsExactly("watchword");
    }

    private static AuthRequest request(String word) {
        return new AuthRequest(0, "watchword", word.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSchemeThatNobodyOffersLocksNobodyOut() {
        assertThatThrownBy(() -> schemes("enforce.auth.enabled=true", "enforce.auth.schemes=watchword"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("enforce.auth.schemes: found \"watchword\"");
    }
}

package io.quorate.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.LoginContext;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;

class DigestExchangeTest {
    private static final String APACHE = "org.apache.zookeeper.server.auth.DigestLoginModule";
    private static final Map<String, String> USERS = Map.of("user_bob", "secret", "user_super", "listed");

    @Test
    void theRightPasswordGivesTheNameAsId() throws Exception {
        assertThat(exchange(client("bob", "secret"), server(null, name -> name)))
                .isEqualTo("bob");
        assertThat(exchange(client("bob", "secret"), server(null, name -> name + "@X")))
                .isEqualTo("bob@X");
    }

    @Test
    void nobodyElseGetsIn() throws Exception {
        for (SaslLogin client : List.of(client("bob", "wrong"), client("eve", "secret"), client("", ""))) {
            assertThatThrownBy(() -> exchange(client, server(null, name -> name)))
                    .isInstanceOf(SaslException.class);
        }
        assertThatThrownBy(() -> exchange(client("bob", "secret"), server(null, name -> null)))
                .isInstanceOf(SaslException.class);
    }

    @Test
    void theSuperPasswordIsInsteadOfTheOneOfTheSection() throws Exception {
        assertThat(exchange(client("super", "special"), server("special", name -> name)))
                .isEqualTo("super");
        assertThatThrownBy(() -> exchange(client("super", "listed"), server("special", name -> name)))
                .isInstanceOf(SaslException.class);
    }

    @Test
    void whoHasAuthenticatedCannotDoSoAgain() throws Exception {
        ServerExchange server = server(null, name -> name);
        exchange(client("bob", "secret"), server);
        assertThatThrownBy(() -> server.step(new byte[0])).isInstanceOf(SaslException.class);
    }

    @Test
    void whateverTheTokenTheExchangeOnlyFails() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            ServerExchange server = server(null, name -> name);
            String challenge = new String(server.step(new byte[0]), StandardCharsets.UTF_8);
            byte[] token = (challenge
                            + ",username=\"bob\",cnonce=\"x\",nc=00000001,qop=auth,digest-uri=\"zookeeper/s\",response=0")
                    .getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(8); change > 0; change--) {
                token[random.nextInt(token.length)] = (byte) random.nextInt();
            }
            assertThatThrownBy(() -> server.step(token)).isInstanceOf(SaslException.class);
        }
    }

    @Test
    void theModuleWorksAsOneToo() throws Exception {
        JaasSection section = section(DigestLoginModule.class.getName(), Map.of("username", "bob", "password", "pw"));
        Subject subject = new Subject();
        LoginContext context = new LoginContext("Client", subject, null, new javax.security.auth.login.Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            DigestLoginModule.class.getName(),
                            LoginModuleControlFlag.REQUIRED,
                            Map.of("username", section.option("username"), "password", section.option("password")))
                };
            }
        });
        context.login();
        assertThat(subject.getPublicCredentials()).containsExactly("bob");
        assertThat(subject.getPrivateCredentials()).containsExactly("pw");
        context.logout();
        assertThat(subject.getPrivateCredentials()).isEmpty();
    }

    @Test
    void aSectionPrintsNothingOfItsContents() {
        assertThat(section(APACHE, USERS).toString()).isEqualTo("JAAS section Test");
        assertThat(new DigestUsers(section(APACHE, USERS), "special").toString())
                .doesNotContain("special");
    }

    private static String exchange(SaslLogin login, ServerExchange server) throws Exception {
        ClientExchange client = ClientExchange.begin(login, null, "zookeeper", "test-md5");
        byte[] challenge = server.step(client.first());
        byte[] proof = server.step(client.step(challenge));
        assertThat(client.step(proof)).isNull();
        assertThat(client.isComplete()).isTrue();
        assertThat(server.isComplete()).isTrue();
        return server.authorizationId();
    }

    private static SaslLogin client(String user, String password) throws Exception {
        return login(Map.of("username", user, "password", password));
    }

    private static ServerExchange server(String superPassword, Authorizer authorizer) throws Exception {
        SaslLogin login = login(new HashMap<>(USERS));
        return ServerExchange.begin(
                login, "zookeeper", "test-md5", new DigestUsers(login.section(), superPassword), authorizer);
    }

    private static SaslLogin login(Map<String, String> options) throws Exception {
        return SaslLogin.of(section(APACHE, options), SaslLogin.Renewal.defaults());
    }

    private static JaasSection section(String module, Map<String, String> options) {
        return new JaasSection(
                "Test", List.of(new AppConfigurationEntry(module, LoginModuleControlFlag.REQUIRED, options)));
    }
}

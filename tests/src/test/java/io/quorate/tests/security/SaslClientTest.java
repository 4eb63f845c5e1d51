package io.quorate.tests.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.SaslSettings;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Jaas;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tests.security.SaslSessions.Session;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The released client with DIGEST-MD5 and a JAAS file as people have it. */
class SaslClientTest {
    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static final byte[] NULL_TOKEN = {-1, -1, -1, -1};
    private static final String SECTION = Jaas.text(
            "Server",
            Jaas.DIGEST_MODULE,
            Map.of("user_bob", "bobsecret", "user_eve", "evesecret", "user_super", "replaced", "user_root", "toor"));

    private static ServerProcess server;
    private static String servers;

    @BeforeAll
    static void start() {
        ServerSettings settings = ServerSettings.standalone()
                .with("authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider")
                .with("superUser", "root")
                .withProperty("SASLAuthenticationProvider.superPassword", "adminsecret")
                .withProperty("letAnySaslUserDoX", "anybody");
        server = SANDBOX.subject(Jaas.given(settings, SANDBOX, SECTION)).start();
        servers = "127.0.0.1:" + server.port();
    }

    @Test
    void aUserHasAnIdThatAclsKnow() throws Exception {
        List<ACL> bobs = Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id("sasl", "bob")));
        try (Session bob = SaslSessions.authenticated(servers, Jaas.digest("bob", "bobsecret"));
                Session eve = SaslSessions.authenticated(servers, Jaas.digest("eve", "evesecret"));
                Session root = SaslSessions.authenticated(servers, Jaas.digest("root", "toor"))) {
            bob.zk().create("/bobs", new byte[] {1}, bobs, CreateMode.PERSISTENT);
            bob.zk().create("/creators", new byte[] {2}, ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(bob.zk().getACL("/creators", null)).isEqualTo(bobs);
            assertThat(bob.zk().whoAmI())
                    .anyMatch(info -> info.getAuthScheme().equals("sasl")
                            && info.getUser().equals("bob"));
            assertThatThrownBy(() -> eve.zk().getData("/bobs", false, null))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThat(root.zk().getData("/bobs", false, null)).containsExactly(1);
            root.zk().delete("/bobs", -1);
            ACL anybody = new ACL(ZooDefs.Perms.READ, new Id("sasl", "anybody"));
            bob.zk().create("/shared", new byte[] {3}, Collections.singletonList(anybody), CreateMode.PERSISTENT);
            assertThat(eve.zk().getData("/shared", false, null)).containsExactly(3);
            assertThatThrownBy(() -> eve.zk().setData("/shared", null, -1))
                    .isInstanceOf(KeeperException.NoAuthException.class);
        }
    }

    @Test
    void superIsOfEveryNameInItsSchemeAndHasAPasswordOfItsOwn() throws Exception {
        List<ACL> eves = Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id("sasl", "eve")));
        try (Session eve = SaslSessions.authenticated(servers, Jaas.digest("eve", "evesecret"));
                Session superb = SaslSessions.authenticated(servers, Jaas.digest("super", "adminsecret"))) {
            eve.zk().create("/eves", new byte[0], eves, CreateMode.EPHEMERAL);
            assertThat(superb.zk().getData("/eves", false, null)).isEmpty();
        }
        try (Session old = SaslSessions.open(servers, Jaas.digest("super", "replaced"))) {
            old.await(KeeperState.AuthFailed);
        }
    }

    @Test
    void wrongPasswordsAndUnknownUsersAreSentAway() throws Exception {
        for (String section : List.of(Jaas.digest("bob", "wrong"), Jaas.digest("mallory", "bobsecret"))) {
            try (Session session = SaslSessions.open(servers, section)) {
                assertThat(session.await(KeeperState.AuthFailed, KeeperState.SaslAuthenticated))
                        .isEqualTo(KeeperState.AuthFailed);
                Await.until(
                        "the state of a refused session",
                        Duration.ofSeconds(10),
                        () -> session.zk().getState() == ZooKeeper.States.AUTH_FAILED);
            }
        }
        assertThat(server.logText()).doesNotContain("bobsecret").doesNotContain("evesecret");
    }

    /** ZOOKEEPER-4839: the password of the user before must not let in one who does not exist. */
    @Test
    void aWrongUserAfterARightOneIsSentAway() throws Exception {
        SaslSessions.authenticated(servers, Jaas.digest("bob", "bobsecret")).close();
        try (Session session = SaslSessions.open(servers, Jaas.digest("nobody", "bobsecret"))) {
            assertThat(session.await(KeeperState.AuthFailed, KeeperState.SaslAuthenticated))
                    .isEqualTo(KeeperState.AuthFailed);
        }
    }

    @Test
    void ourClientAuthenticatesBeforeItDoesAnythingElse() throws Exception {
        String bob = Jaas.digest("bob", "bobsecret");
        List<Acl> bobs = List.of(new Acl(Perms.ALL, new io.quorate.jute.proto.Id("sasl", "bob")));
        try (io.quorate.client.ZooKeeper ours = ourClient(bob)) {
            BlockingZooKeeper zk = ours.blocking();
            zk.create("/ours", new byte[0], bobs, io.quorate.client.CreateMode.EPHEMERAL);
            assertThat(zk.getData("/ours").data()).isEmpty();
            assertThat(zk.whoAmI()).extracting("user").contains("bob");
        }
        for (String section : List.of(Jaas.digest("bob", "wrong"), Jaas.digest("nobody", "x"), "NoSuchSection")) {
            try (io.quorate.client.ZooKeeper ours = ourClient(section)) {
                assertThatThrownBy(() -> ours.blocking().getData("/"))
                        .isInstanceOfSatisfying(io.quorate.client.KeeperException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.AUTH_FAILED));
            }
        }
    }

    private static io.quorate.client.ZooKeeper ourClient(String section) {
        return io.quorate.client.ZooKeeper.builder(servers)
                .sasl(SaslSettings.ofSection(section))
                .connect();
    }

    @Test
    void garbageInsteadOfTokensEndsTheConnectionAndNothingElse() throws Exception {
        for (byte[] token : List.of(new byte[] {1, 2, 3}, new byte[70_000], "realm=x,nonce=".getBytes(US_ASCII))) {
            try (RawClient client = RawClient.connect(server.port(), 10_000)) {
                assertRefused(challengeAndAnswer(client, token), ErrorCode.AUTH_FAILED);
                assertThat(client.receive()).isInstanceOf(Incoming.Closed.class);
            }
        }
        SaslSessions.authenticated(servers, Jaas.digest("bob", "bobsecret")).close();
    }

    @Test
    void whoMustAuthenticateAndDoesNotIsTurnedAway() throws Exception {
        ServerSettings settings = ServerSettings.standalone()
                .with("authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider")
                .withProperty("sessionRequireClientSASLAuth", true)
                .withProperty("allowSaslFailedClients", true);
        try (ServerProcess strict =
                SANDBOX.subject(Jaas.given(settings, SANDBOX, SECTION)).start()) {
            String address = "127.0.0.1:" + strict.port();
            try (Session bob = SaslSessions.authenticated(address, Jaas.digest("bob", "bobsecret"))) {
                bob.zk().create("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            try (RawClient stranger = RawClient.connect(strict.port(), 10_000)) {
                assertThat(stranger.call(OpCode.GET_DATA, new WatchedPathRequest("/a", false))
                                .err())
                        .isEqualTo(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH.code());
                assertThat(stranger.receive()).isInstanceOf(Incoming.Closed.class);
            }
            try (RawClient stranger = RawClient.connect(strict.port(), 10_000)) {
                assertRefused(challengeAndAnswer(stranger, new byte[] {1}), ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH);
                assertThat(stranger.receive()).isInstanceOf(Incoming.Closed.class);
            }
        }
    }

    @Test
    void whoFailsIsKeptIfThatIsAllowed() throws Exception {
        ServerSettings settings = ServerSettings.standalone().withProperty("allowSaslFailedClients", true);
        try (ServerProcess lenient =
                        SANDBOX.subject(Jaas.given(settings, SANDBOX, SECTION)).start();
                RawClient stranger = RawClient.connect(lenient.port(), 10_000)) {
            Incoming.Reply failed = challengeAndAnswer(stranger, new byte[] {1});
            assertThat(failed.err()).isZero();
            assertThat(failed.body()).isEqualTo(NULL_TOKEN);
            assertThat(stranger.call(OpCode.GET_DATA, new WatchedPathRequest("/", false))
                            .err())
                    .isZero();
        }
    }

    /** The answer to a second token; the first only asks for the challenge. */
    private static Incoming.Reply challengeAndAnswer(RawClient client, byte[] token) throws Exception {
        assertThat(client.call(OpCode.SASL, new SaslRequest(new byte[0])).err()).isZero();
        return client.call(OpCode.SASL, new SaslRequest(token));
    }

    private static void assertRefused(Incoming.Reply reply, ErrorCode error) {
        assertThat(reply.err()).isEqualTo(error.code());
        assertThat(reply.body()).isEqualTo(NULL_TOKEN);
    }
}

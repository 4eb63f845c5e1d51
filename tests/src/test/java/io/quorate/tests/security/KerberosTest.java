package io.quorate.tests.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.client.SaslSettings;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Jaas;
import io.quorate.tests.harness.Kdc;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tests.security.SaslSessions.Session;
import java.time.Duration;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kerberos with a real KDC, if one is installed (CONTRIBUTING.md). */
class KerberosTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static Kdc kdc;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Kdc.isInstalled(), "krb5-kdc is not installed");
        kdc = Kdc.start(SANDBOX);
        System.setProperty("java.security.krb5.conf", kdc.krb5Conf().toString());
        System.setProperty("zookeeper.sasl.client.canonicalize.hostname", "false");
    }

    @Test
    void clientsOfBothKindsAuthenticate() throws Exception {
        ServerSettings settings = withRealm(ServerSettings.standalone())
                .with("authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider")
                .with("kerberos.removeRealmFromPrincipal", true)
                .with("kerberos.removeHostFromPrincipal", true);
        ServerProcess server = SANDBOX.subject(Jaas.given(
                        settings, SANDBOX, Jaas.text("Server", Jaas.KERBEROS_MODULE, kdc.login("zookeeper/localhost"))))
                .start();
        String servers = "localhost:" + server.port();
        String alice = Jaas.section(Jaas.KERBEROS_MODULE, kdc.login("alice"));
        try (Session session = SaslSessions.authenticated(servers, alice)) {
            session.zk().create("/alices", null, ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(session.zk().getACL("/alices", null))
                    .extracting(acl -> acl.getId().toString().trim())
                    .containsExactly("'sasl,'alice");
        }
        SaslSettings ours = new SaslSettings(alice, null, "zookeeper", false, false);
        try (io.quorate.client.ZooKeeper zk =
                io.quorate.client.ZooKeeper.builder(servers).sasl(ours).connect()) {
            assertThat(zk.blocking().getData("/alices").data()).isNullOrEmpty();
            assertThat(zk.blocking().whoAmI()).extracting("user").contains("alice");
        }
        // A host in the principal, and a service of another name: the KDC knows no such server.
        SaslSettings elsewhere = new SaslSettings(alice, "other/localhost", "zookeeper", false, false);
        try (io.quorate.client.ZooKeeper zk =
                io.quorate.client.ZooKeeper.builder(servers).sasl(elsewhere).connect()) {
            Await.until("refused", LIMIT, () -> zk.state() == io.quorate.client.SessionState.AUTH_FAILED);
        }
        try (Session session =
                SaslSessions.open(servers, Jaas.section(Jaas.KERBEROS_MODULE, withOtherKey(kdc.login("bob"))))) {
            assertThat(session.await(KeeperState.AuthFailed, KeeperState.SaslAuthenticated))
                    .isEqualTo(KeeperState.AuthFailed);
        }
    }

    /** Servers of both kinds; one whose principal names no host is refused (CVE-2023-44981). */
    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void serversOfBothKindsAuthenticateAndAPrincipalNeedsAHost() throws Exception {
        Map<String, String> server = kdc.login("zkquorum/127.0.0.1");
        ServerSettings settings = quorum(server, server);
        EnsembleProcess ensemble = EnsembleProcess.of(SANDBOX, "QAQ", settings);
        Member intruder = ensemble.member(3);
        ServerSettings hostless = quorum(server, kdc.login("zkquorum"));
        for (int id = 1; id <= 3; id++) {
            hostless =
                    hostless.with("server." + id, intruder.settings().config().get("server." + id));
        }
        intruder.settings(hostless);
        ensemble.start(1, 2);
        ensemble.awaitEqualZxids();
        intruder.launch();
        Await.until(
                "the principal without a host is refused",
                LIMIT,
                () -> ensemble.member(1).process().logText().contains("Refused zkquorum@" + Kdc.REALM));
        assertThat(intruder.mode()).isNull();
    }

    /** A learner needs a ticket for each connection. Its first one ends after half a minute, and it is asked to connect once more then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void loginsOutliveTheirTickets(boolean cached) throws Exception {
        Kdc hasty = Kdc.start(SANDBOX, Duration.ofSeconds(30));
        Map<String, String> server = hasty.login("zkquorum/127.0.0.1");
        Map<String, String> learner = cached ? hasty.cachedLogin("zklearner/127.0.0.1") : server;
        String renewed = "renewed the login of " + (cached ? "zklearner" : "zkquorum") + "/127.0.0.1";
        ServerSettings settings = quorum(hasty, server, learner)
                .with("kerberos.minReLoginTimeMs", 1_000)
                .withProperty("kinit", hasty.kinit());
        EnsembleProcess ensemble = EnsembleProcess.of(SANDBOX, "QQA", settings);
        ensemble.start();
        long started = System.nanoTime();
        assertThat(ensemble.leader().id()).isEqualTo(3);
        Await.until(
                "logins are renewed",
                LIMIT,
                () -> ensemble.member(1).process().logText().contains(renewed));
        Await.until(
                "the first tickets have ended",
                LIMIT,
                () -> System.nanoTime() - started > Duration.ofSeconds(31).toNanos());
        assertThat(ensemble.member(1).process().logText()).doesNotContain("cannot be renewed", "-R ended with");
        ensemble.member(3).kill();
        ensemble.awaitServing();
        assertThat(ensemble.leader().id()).isNotEqualTo(3);
        ensemble.awaitEqualZxids();
    }

    private static ServerSettings quorum(Map<String, String> server, Map<String, String> learner) {
        return quorum(kdc, server, learner);
    }

    private static ServerSettings quorum(Kdc of, Map<String, String> server, Map<String, String> learner) {
        return Jaas.given(
                withRealm(of, EnsembleProcess.defaults())
                        .with("quorum.auth.enableSasl", true)
                        .with("quorum.auth.learnerRequireSasl", true)
                        .with("quorum.auth.serverRequireSasl", true)
                        .with("quorum.auth.kerberos.servicePrincipal", "zkquorum/_HOST"),
                SANDBOX,
                Jaas.text("QuorumServer", Jaas.KERBEROS_MODULE, server),
                Jaas.text("QuorumLearner", Jaas.KERBEROS_MODULE, learner));
    }

    private static ServerSettings withRealm(ServerSettings settings) {
        return withRealm(kdc, settings);
    }

    private static ServerSettings withRealm(Kdc of, ServerSettings settings) {
        return settings.withJvmArg("-Djava.security.krb5.conf=" + of.krb5Conf());
    }

    /** The login of a principal with a keytab that does not fit. */
    private static Map<String, String> withOtherKey(Map<String, String> login) throws Exception {
        login.put("keyTab", kdc.keytab("nobody").toString());
        return login;
    }
}

package io.quorate.tests.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.GetAclResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What was wrong with ZooKeeper once, and must not be wrong here. Others have tests elsewhere: CVE-2018-8012 {@link QuorumSaslTest},
 * CVE-2023-44981 {@link KerberosTest}, ZOOKEEPER-4839 {@link SaslClientTest}.
 */
class CveTest {
    private static final String HASH = "UdxDQl4f9v5oITwcAsO9bmWgHSI=";
    private static final List<Acl> BOBS = List.of(new Acl(Perms.ALL, new Id("auth", "")));
    private static final List<Acl> OPEN = List.of(new Acl(Perms.ALL, new Id("world", "anyone")));
    private static final int RECURSIVE = 1;

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = SANDBOX.quorate(ServerSettings.standalone()
                        .with("4lw.commands.whitelist", "srvr, conf, envi")
                        .with("DigestAuthenticationProvider.superDigest", "super:" + HASH)
                        .withProperty("SASLAuthenticationProvider.superPassword", "topsecret"))
                .start();
    }

    private static RawClient client() throws IOException {
        return RawClient.connect(server.port(), 10_000);
    }

    private static RawClient bob() throws IOException {
        RawClient client = client();
        assertThat(client.call(OpCode.AUTH, new AuthRequest(0, "digest", "bob:pw".getBytes(UTF_8)), -4)
                        .err())
                .isZero();
        return client;
    }

    private static void create(RawClient client, String path, List<Acl> acl) throws IOException {
        assertThat(client.call(OpCode.CREATE, new CreateRequest(path, new byte[0], acl, 0))
                        .err())
                .isZero();
    }

    /** The words that cost much or tell of other clients are not answered unless that was asked for. */
    @Test
    void cve20175637CostlyWordsAreOffUnlessAllowed() throws IOException {
        for (String word : List.of("wchp", "wchc", "dump", "cons")) {
            assertThat(FourLetter.ask(server.port(), word))
                    .as(word)
                    .contains(word + " is not executed because it is not in the whitelist");
        }
    }

    /** Who may neither read nor administer a znode does not see its ACL; who may only read it sees no hashes. */
    @Test
    void cve20190201AclsAreForThoseWhoMayReadAndHashesForAdministrators() throws IOException {
        try (RawClient bob = bob();
                RawClient stranger = client()) {
            create(bob, "/hidden", BOBS);
            assertThat(stranger.call(OpCode.GET_ACL, new PathRequest("/hidden")).err())
                    .isEqualTo(ErrorCode.NO_AUTH.code());
            create(
                    bob,
                    "/shown",
                    List.of(new Acl(Perms.ALL, new Id("auth", "")), new Acl(Perms.READ, new Id("world", "anyone"))));
            Incoming.Reply shown = stranger.call(OpCode.GET_ACL, new PathRequest("/shown"));
            assertThat(GetAclResponse.read(JuteReader.of(shown.body())).acl())
                    .extracting(entry -> entry.id().id())
                    .containsExactly("bob:x", "anyone");
        }
    }

    /** A recursive watch on the root tells of nothing that its owner may not read. */
    @Test
    void cve202423944WatchesTellOfNothingThatMayNotBeRead() throws IOException {
        try (RawClient bob = bob();
                RawClient stranger = client()) {
            assertThat(stranger.call(OpCode.ADD_WATCH, new AddWatchRequest("/", RECURSIVE))
                            .err())
                    .isZero();
            create(bob, "/secretname", BOBS);
            create(bob, "/publicname", OPEN);
            stranger.call(OpCode.GET_DATA, new WatchedPathRequest("/publicname", false));
            assertThat(stranger.takeEvents())
                    .extracting(event -> event.event().path())
                    .contains("/publicname")
                    .doesNotContain("/secretname");
        }
    }

    /** The switch that made the admin server believe a header about who asks does not exist. */
    @Test
    void cve202451504NoHeaderSaysWhereAClientIs() {
        try (ServerProcess refused = SANDBOX.quorate(
                        ServerSettings.standalone().with("IPAuthenticationProvider.usexforwardedfor", true))
                .launch()) {
            assertThat(refused.awaitExit(Duration.ofSeconds(20))).isNotZero();
        }
    }

    /** Neither the log nor what operators are told has a secret in it. */
    @Test
    void cve202624308SecretsAreNotPrinted() throws IOException {
        String told = server.logText() + FourLetter.ask(server.port(), "conf") + FourLetter.ask(server.port(), "envi");
        assertThat(told).doesNotContain(HASH).doesNotContain("topsecret");
        assertThat(server.logText())
                .containsPattern("\n  4lw.commands.whitelist=conf, envi, srvr  \\(.*\\.cfg:\\d+\\)\n")
                .containsPattern("\n  DigestAuthenticationProvider.superDigest=.+  \\(.*\\.cfg:\\d+\\)\n")
                .contains("  (-Dzookeeper.SASLAuthenticationProvider.superPassword)");
    }

    /** In the released server any client may delete a childless znode of anybody by the operation for the server's own reaper. */
    @Test
    void clientsCannotDeleteAsTheReaperDoes() throws IOException {
        try (RawClient bob = bob()) {
            create(bob, "/kept", BOBS);
            try (RawClient stranger = client()) {
                assertThat(stranger.call(OpCode.DELETE_CONTAINER, new PathRequest("/kept"))
                                .err())
                        .isEqualTo(ErrorCode.NO_AUTH.code());
            }
            assertThat(bob.call(OpCode.GET_DATA, new WatchedPathRequest("/kept", false))
                            .err())
                    .isZero();
        }
    }

    /** A class that is no provider, one of Apache's, and none at all: the server does not start without what it was to check. */
    @Test
    void aProviderThatIsNotThereStopsTheServer() throws IOException {
        for (String name : List.of("java.lang.String", "org.example.Nowhere")) {
            try (ServerProcess refused = SANDBOX.quorate(
                            ServerSettings.standalone().with("authProvider.1", name))
                    .launch()) {
                assertThat(refused.awaitExit(Duration.ofSeconds(20))).isNotZero();
                assertThat(refused.logText()).contains("authProvider.N=" + name);
            }
        }
    }
}

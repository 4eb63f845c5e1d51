package io.quorate.tests.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other hashes than SHA-1 for the scheme {@code digest}, with the released client, beside servers of Apache's with the same keys. */
class DigestAlgorithmTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SHA_256 = "SHA-256";
    private static final String SHA3_256 = "SHA3-256";

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static final Map<String, ServerProcess> OURS = new HashMap<>();
    private static final Map<String, ServerProcess> JUDGES = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        for (String algorithm : List.of(SHA_256, SHA3_256)) {
            ServerSettings settings = ServerSettings.standalone()
                    .withProperty("DigestAuthenticationProvider.digestAlg", algorithm)
                    .withProperty("DigestAuthenticationProvider.superDigest", id(algorithm, "super:secret"));
            OURS.put(algorithm, SANDBOX.subject(settings).launch());
            JUDGES.put(algorithm, SANDBOX.apache(settings).launch());
        }
    }

    private static String id(String algorithm, String user) throws Exception {
        byte[] hash = MessageDigest.getInstance(algorithm).digest(user.getBytes(UTF_8));
        return user.substring(0, user.indexOf(':') + 1) + Base64.getEncoder().encodeToString(hash);
    }

    private static ZooKeeper session(ServerProcess server, String user) throws Exception {
        ZooKeeper zk = new ZooKeeper("127.0.0.1:" + server.port(), 10_000, event -> {});
        Await.until("connected to " + server, LIMIT, () -> zk.getState().isConnected());
        if (user != null) {
            zk.addAuthInfo("digest", user.getBytes(UTF_8));
        }
        return zk;
    }

    @ParameterizedTest
    @ValueSource(strings = {SHA_256, SHA3_256})
    void idsAreThoseOfApache(String algorithm) throws Exception {
        List<ACL> found = use(OURS.get(algorithm).awaitServing());
        assertThat(found).isEqualTo(use(JUDGES.get(algorithm).awaitServing()));
        assertThat(found).extracting(entry -> entry.getId().getId()).containsExactly(id(algorithm, "bob:pw"));
    }

    /** The ACL of a node that bob has made for himself, which only he and the super user may read. */
    private static List<ACL> use(ServerProcess server) throws Exception {
        List<ACL> acl;
        try (ZooKeeper bob = session(server, "bob:pw")) {
            bob.create("/bobs", new byte[1], ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            acl = bob.getACL("/bobs", new Stat());
        }
        try (ZooKeeper again = session(server, "bob:pw")) {
            assertThat(again.getData("/bobs", false, null)).hasSize(1);
        }
        try (ZooKeeper root = session(server, "super:secret")) {
            assertThat(root.setData("/bobs", new byte[2], -1).getVersion()).isEqualTo(1);
        }
        for (String user : new String[] {null, "bob:other", "super:wrong"}) {
            try (ZooKeeper stranger = session(server, user)) {
                assertThatThrownBy(() -> stranger.getData("/bobs", false, null))
                        .as("%s at %s", user, server)
                        .isInstanceOf(KeeperException.NoAuthException.class);
            }
        }
        return acl;
    }
}

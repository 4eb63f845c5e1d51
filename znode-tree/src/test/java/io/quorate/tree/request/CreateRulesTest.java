package io.quorate.tree.request;

import static io.quorate.jute.CreateFlags.CONTAINER;
import static io.quorate.jute.CreateFlags.EPHEMERAL;
import static io.quorate.jute.CreateFlags.EPHEMERAL_SEQUENTIAL;
import static io.quorate.jute.CreateFlags.PERSISTENT;
import static io.quorate.jute.CreateFlags.PERSISTENT_SEQUENTIAL;
import static io.quorate.jute.CreateFlags.TTL;
import static io.quorate.jute.CreateFlags.TTL_SEQUENTIAL;
import static io.quorate.tree.request.TestServer.BOB;
import static io.quorate.tree.request.TestServer.acl;
import static io.quorate.tree.request.TestServer.create;
import static io.quorate.tree.request.TestServer.createTtl;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Create2Response;
import io.quorate.jute.proto.CreateResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.NodeKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §6.1; each check fails together with all later ones, to show that it comes first. */
class CreateRulesTest {
    private static final List<Acl> BAD_ACL = List.of(acl(Perms.ALL, new Id("nosuch", "x")));

    private final TestServer server = TestServer.standard();

    private static final List<Integer> CREATES = List.of(OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER);

    @ParameterizedTest
    @ValueSource(ints = {-1, 7, 255})
    void s61_step1_unknownFlags(int flags) {
        server.status = SessionStatus.EXPIRED;
        for (int opCode : CREATES) {
            assertThat(server.err(opCode, create("bad", new byte[0], flags, BAD_ACL)))
                    .isEqualTo(-8);
        }
        assertThat(server.err(OpCode.CREATE_TTL, createTtl("bad", flags, 5))).isEqualTo(-8);
    }

    @ParameterizedTest
    @ValueSource(ints = {TTL, TTL_SEQUENTIAL})
    void s61_step2_ttlFlagsWithoutExtendedTypes(int flags) {
        server.status = SessionStatus.EXPIRED;
        assertThat(server.err(OpCode.CREATE_TTL, createTtl("bad", flags, 0))).isEqualTo(-6);
        for (int opCode : CREATES) {
            assertThat(server.err(opCode, create("bad", new byte[0], flags, BAD_ACL)))
                    .isEqualTo(-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "5, -1", "6, 1099511627776", "6, -1", "5, 9223372036854775807"})
    void s61_step3_ttlOutOfRange(int flags, long ttl) {
        TestServer extended = TestServer.extended();
        extended.status = SessionStatus.EXPIRED;
        assertThat(extended.err(OpCode.CREATE_TTL, createTtl("bad", flags, ttl)))
                .isEqualTo(-8);
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "6, 1", "5, 1099511627775"})
    void s61_step3_ttlInRange(int flags, long ttl) {
        TestServer extended = TestServer.extended();
        Prepared prepared = extended.write(OpCode.CREATE_TTL, createTtl("/t", flags, ttl));
        assertThat(prepared.err()).isZero();
        assertThat(prepared.header().type()).isEqualTo(OpCode.CREATE_TTL);
        assertThat(((CreateTtlTxn) prepared.txn()).ttl()).isEqualTo(ttl);
    }

    @ParameterizedTest
    @ValueSource(ints = {TTL, TTL_SEQUENTIAL})
    void s61_step3_theOtherOpcodesHaveNoTtl(int flags) {
        TestServer extended = TestServer.extended();
        for (int opCode : CREATES) {
            assertThat(extended.err(opCode, create("/t", flags))).isEqualTo(-8);
        }
    }

    @Test
    void s61_createTtlWithoutTtlFlagsIsNeverProposed() {
        TestServer extended = TestServer.extended();
        for (int flags = PERSISTENT; flags <= CONTAINER; flags++) {
            for (long ttl : new long[] {-1, 5}) {
                Prepared prepared = extended.write(OpCode.CREATE_TTL, createTtl("/t", flags, ttl));
                assertThat(prepared.txn()).isEqualTo(new ErrorTxn(-8));
                assertThat(server.err(OpCode.CREATE_TTL, createTtl("/t", flags, ttl)))
                        .isEqualTo(-8);
            }
        }
    }

    @Test
    void s61_step4_session() {
        server.status = SessionStatus.MOVED;
        assertThat(server.err(OpCode.CREATE, create("bad", new byte[0], PERSISTENT, BAD_ACL)))
                .isEqualTo(-118);
        server.status = SessionStatus.EXPIRED;
        assertThat(server.err(OpCode.CREATE2, create("bad", new byte[0], PERSISTENT, BAD_ACL)))
                .isEqualTo(-112);
    }

    @Test
    void s61_step4_onlyEphemeralsNeedAGlobalSession() {
        server.status = SessionStatus.LOCAL;
        assertThat(server.err(OpCode.CREATE, create("bad", EPHEMERAL))).isEqualTo(-112);
        assertThat(server.err(OpCode.CREATE, create("bad", EPHEMERAL_SEQUENTIAL)))
                .isEqualTo(-112);
        assertThat(server.err(OpCode.CREATE, create("/p", PERSISTENT))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\0/b", "/a\0"})
    void s61_step5_pathWithoutSlashOrWithNul(String path) {
        assertThat(server.err(OpCode.CREATE, create(path, new byte[0], PERSISTENT, BAD_ACL)))
                .isEqualTo(-8);
        assertThat(server.err(OpCode.CREATE, create(path, new byte[0], PERSISTENT_SEQUENTIAL, BAD_ACL)))
                .isEqualTo(-8);
    }

    @Test
    void s61_step5_noPathAtAllCountsAsUnparsable() {
        assertThat(server.err(OpCode.CREATE, create(null, new byte[0], PERSISTENT, BAD_ACL)))
                .isEqualTo(-5);
    }

    @Test
    void s61_step6_acl() {
        assertThat(server.err(OpCode.CREATE, create("/no/such//", new byte[0], PERSISTENT, BAD_ACL)))
                .isEqualTo(-114);
        assertThat(server.err(OpCode.CREATE, create("/no/such//", new byte[0], PERSISTENT, List.of())))
                .isEqualTo(-114);
        assertThat(server.err(OpCode.CREATE, create("/no/such//", new byte[0], PERSISTENT, null)))
                .isEqualTo(-114);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such", "a/b", "/a//b", "/a/b/", "/a/../b", "/./a", "x/", "/no/\u0001"})
    void s61_step7_parentMissing(String path) {
        server.create("/a", acl(Perms.READ, Id.ANYONE));
        assertThat(server.create(path)).isEqualTo(-101);
    }

    @Test
    void s61_step8_createOnTheParent() {
        server.create("/a", acl(Perms.ALL - Perms.CREATE, Id.ANYONE));
        assertThat(server.create("/a/\u0001")).isEqualTo(-102);
        server.create("/b", acl(Perms.CREATE, Id.ANYONE));
        assertThat(server.create("/b/c")).isZero();
        assertThat(server.as(TestServer.SUPER).create("/a/b")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//a",
                "/e/",
                "/e/.",
                "/e/..",
                "/e/\u0001",
                "/e/\u007f",
                "/e/\u009f",
                "/e/\ufff0",
                "/e/\ufffd",
                "/e/\ud800",
                "/e/\uf8ff"
            })
    void s61_step9_pathValidation(String path) {
        server.err(OpCode.CREATE, create("/e", EPHEMERAL));
        assertThat(server.create(path)).isEqualTo(-8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p/\ud7ff", "/p/\uf900", "/p/\uffef", "/p/\u00a0", "/p/ ", "/p/...", "/p/\u2028", "/p/~"})
    void s67_allowedNames(String path) {
        server.create("/p");
        assertThat(server.create(path)).isZero();
        assertThat(server.exists(path)).isZero();
    }

    @Test
    void s61_step9_sequentialNamesAppendThePersistedCversion() {
        server.create("/p");
        assertThat(created("/p/n-", PERSISTENT_SEQUENTIAL)).isEqualTo("/p/n-0000000000");
        assertThat(created("/p/x", PERSISTENT)).isEqualTo("/p/x");
        assertThat(created("/p/n-", EPHEMERAL_SEQUENTIAL)).isEqualTo("/p/n-0000000002");
        server.delete("/p/x");
        server.delete("/p/n-0000000002");
        assertThat(created("/p/", PERSISTENT_SEQUENTIAL))
                .as("deletions do not count, and the suffix alone is a name")
                .isEqualTo("/p/0000000003");
        assertThat(created("/p/.", PERSISTENT_SEQUENTIAL)).isEqualTo("/p/.0000000004");
        assertThat(created("/", PERSISTENT_SEQUENTIAL)).isEqualTo("/0000000001");
        assertThat(server.err(OpCode.CREATE, create("/p/\u0001", PERSISTENT_SEQUENTIAL)))
                .isEqualTo(-8);
    }

    @ParameterizedTest
    @CsvSource({
        "2147483646, /p/n2147483646",
        "2147483647, /p/n2147483647",
        "-2147483648, /p/n-2147483648",
        "-5, /p/n-000000005",
        "-2000000000, /p/n-2000000000",
        "9999999, /p/n0009999999",
    })
    void s61_step9_theSuffixHasAtLeastTenPlacesWithItsSign(int cversion, String expected) {
        server.tree = treeWithParent("/p", cversion);
        assertThat(created("/p/n", PERSISTENT_SEQUENTIAL)).isEqualTo(expected);
    }

    private DataTree treeWithParent(String path, int cversion) {
        var root = new StatPersisted(0, 0, 0, 0, 0, 0, 0, 0, 0);
        var parent = new StatPersisted(1, 1, 0, 0, 0, cversion, 0, 0, 1);
        return DataTree.builder(42, server.rules.tree())
                .node("", new byte[0], AclList.OPEN, root)
                .node(path, new byte[0], AclList.OPEN, parent)
                .build(1);
    }

    @Test
    void s61_step10_nodeExists() {
        server.err(OpCode.CREATE, create("/e", EPHEMERAL));
        assertThat(server.create("/")).isEqualTo(-110);
        assertThat(server.create("/zookeeper")).isEqualTo(-110);
        assertThat(server.create("/e")).isEqualTo(-110);
    }

    @Test
    void s61_step11_ephemeralParent() {
        server.err(OpCode.CREATE, create("/e", EPHEMERAL));
        assertThat(server.create("/e/x")).isEqualTo(-108);
    }

    @Test
    void s61_step11_containerAndTtlParentsAreFine() {
        TestServer extended = TestServer.extended();
        extended.err(OpCode.CREATE_CONTAINER, create("/c", CONTAINER));
        extended.err(OpCode.CREATE_TTL, createTtl("/t", TTL, 1000));
        assertThat(extended.create("/c/x")).isZero();
        assertThat(extended.create("/t/x")).isZero();
    }

    @Test
    void s61_theOpcodeDecidesTheKindNotTheFlags() {
        Prepared plain = server.write(OpCode.CREATE, create("/plain", CONTAINER));
        assertThat(plain.txn()).isInstanceOf(CreateTxn.class);
        assertThat(server.tree.find("/plain").kind()).isEqualTo(NodeKind.PERSISTENT);
        for (int flags : new int[] {PERSISTENT, EPHEMERAL, CONTAINER}) {
            String path = "/container" + flags;
            Prepared container = server.write(OpCode.CREATE_CONTAINER, create(path, flags));
            assertThat(container.txn()).isInstanceOf(CreateContainerTxn.class);
            assertThat(server.tree.find(path).kind()).isEqualTo(NodeKind.CONTAINER);
            assertThat(container.digest().treeDigest())
                    .as("the digest is our tree's true one")
                    .isEqualTo(server.tree.digest());
        }
    }

    @Test
    void s61_theTransactionHasTheTypeOfTheRequest() {
        assertThat(server.write(OpCode.CREATE, create("/a", PERSISTENT))
                        .header()
                        .type())
                .isEqualTo(OpCode.CREATE);
        assertThat(server.write(OpCode.CREATE2, create("/b", EPHEMERAL))
                        .header()
                        .type())
                .isEqualTo(OpCode.CREATE2);
        Prepared prepared = server.write(OpCode.CREATE, create("/a/x", PERSISTENT));
        assertThat(((CreateTxn) prepared.txn()).parentCVersion()).isEqualTo(1);
        assertThat(((CreateTxn) prepared.txn()).ephemeral()).isFalse();
    }

    @Test
    void s65_statsOfANewNode() {
        server.create("/p");
        var reply = (Create2Response) server.reply(OpCode.CREATE2, create("/p/e", EPHEMERAL));
        var stat = reply.stat();
        assertThat(reply.path()).isEqualTo("/p/e");
        assertThat(List.of(stat.czxid(), stat.mzxid(), stat.pzxid())).containsOnly(2L);
        assertThat(List.of(stat.ctime(), stat.mtime())).containsOnly(server.wallMillis);
        assertThat(List.of(stat.version(), stat.cversion(), stat.aversion())).containsOnly(0);
        assertThat(stat.ephemeralOwner()).isEqualTo(TestServer.SESSION);
        assertThat(server.tree.find("/p").cversion()).isEqualTo(1);
        assertThat(server.tree.find("/p").pzxid()).isEqualTo(2);
    }

    @Test
    void s65_containersAndTtlNodesShowNoOwner() {
        TestServer extended = TestServer.extended();
        var container = (Create2Response) extended.reply(OpCode.CREATE_CONTAINER, create("/c", CONTAINER));
        assertThat(container.stat().ephemeralOwner()).isZero();
        var ttl = (Create2Response) extended.reply(OpCode.CREATE_TTL, createTtl("/t", TTL, 1000));
        assertThat(ttl.stat().ephemeralOwner()).isZero();
        assertThat(extended.tree.find("/t").persistedOwner()).isEqualTo(0xFF00_0000_0000_03E8L);
    }

    @Test
    void s66_theStoredAclIsTheFixedOne() {
        server.ids = List.of(TestServer.IP, BOB);
        assertThat(server.create("/a", acl(Perms.ALL, new Id("auth", "x")), acl(Perms.ALL, new Id("auth", "x"))))
                .isZero();
        assertThat(server.tree.find("/a").acl().entries()).containsExactly(acl(Perms.ALL, BOB));
    }

    private String created(String path, int flags) {
        return ((CreateResponse) server.reply(OpCode.CREATE, create(path, flags))).path();
    }
}

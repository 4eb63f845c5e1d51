package io.quorate.tree.request;

import static io.quorate.tree.request.TestServer.BOB;
import static io.quorate.tree.request.TestServer.IP;
import static io.quorate.tree.request.TestServer.SUPER;
import static io.quorate.tree.request.TestServer.acl;
import static io.quorate.tree.request.TestServer.create;
import static io.quorate.tree.request.TestServer.multi;
import static io.quorate.tree.request.TestServer.path;
import static io.quorate.tree.request.TestServer.setData;
import static io.quorate.tree.request.TestServer.watched;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.GetAclResponse;
import io.quorate.jute.proto.GetAllChildrenNumberResponse;
import io.quorate.jute.proto.GetChildren2Response;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.GetEphemeralsResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.SyncResponse;
import io.quorate.jute.proto.WhoAmIResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reads of client-protocol §5, §6.6, §6.7 and §7. */
class FinalRequestProcessorTest {
    private static final List<Integer> WATCHED =
            List.of(OpCode.EXISTS, OpCode.GET_DATA, OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2);
    private static final List<Integer> PLAIN = List.of(OpCode.GET_ACL, OpCode.GET_ALL_CHILDREN_NUMBER);

    private final TestServer server = TestServer.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {"/nosuch", "//", "/a/", "a", "/zookeeper/", "//a", "/zookeeper//config", "/./a", "/a/..", " "})
    void s67_readsDoNotValidateAnOddPathIsJustMissing(String path) {
        server.create("/a");
        WATCHED.forEach(
                op -> assertThat(server.readErr(op, watched(path))).as("%d", op).isEqualTo(-101));
        PLAIN.forEach(
                op -> assertThat(server.readErr(op, path(path))).as("%d", op).isEqualTo(-101));
    }

    @Test
    void s67_theEmptyStringReadsTheRoot() {
        WATCHED.forEach(
                op -> assertThat(server.readErr(op, watched(""))).as("%d", op).isZero());
        PLAIN.forEach(
                op -> assertThat(server.readErr(op, path(""))).as("%d", op).isZero());
        assertThat(server.read(OpCode.EXISTS, watched(""))).isEqualTo(server.read(OpCode.EXISTS, watched("/")));
    }

    @Test
    void s67_existsWithNul() {
        assertThat(server.readErr(OpCode.EXISTS, watched("/a\0"))).isEqualTo(-8);
        assertThat(server.readErr(OpCode.GET_DATA, watched("/a\0"))).isEqualTo(-101);
        assertThat(server.readErr(OpCode.GET_CHILDREN, watched("/a\0"))).isEqualTo(-101);
    }

    @ParameterizedTest
    @NullSource
    void noPathAtAllCountsAsUnparsable(String path) {
        WATCHED.forEach(
                op -> assertThat(server.readErr(op, watched(path))).as("%d", op).isEqualTo(-5));
        PLAIN.forEach(
                op -> assertThat(server.readErr(op, path(path))).as("%d", op).isEqualTo(-5));
    }

    @Test
    void s66_readsNeedReadOnTheNode() {
        server.create("/a", acl(Perms.ALL - Perms.READ, Id.ANYONE));
        WATCHED.forEach(
                op -> assertThat(server.readErr(op, watched("/a"))).as("%d", op).isEqualTo(-102));
        assertThat(server.readErr(OpCode.GET_ALL_CHILDREN_NUMBER, path("/a"))).isEqualTo(-102);
        server.ids = List.of(IP, SUPER);
        WATCHED.forEach(
                op -> assertThat(server.readErr(op, watched("/a"))).as("%d", op).isZero());
    }

    @Test
    void s66_getAclNeedsReadOrAdmin() {
        server.create("/none", acl(Perms.ALL - Perms.READ - Perms.ADMIN, Id.ANYONE));
        server.create("/read", acl(Perms.READ, Id.ANYONE), acl(Perms.ALL, new Id("digest", "eve:secret")));
        server.create("/admin", acl(Perms.ADMIN, Id.ANYONE), acl(Perms.ALL, new Id("digest", "eve:secret")));
        assertThat(server.readErr(OpCode.GET_ACL, path("/none"))).isEqualTo(-102);
        assertThat(aclOf("/read"))
                .as("masked without ADMIN")
                .containsExactly(acl(Perms.READ, Id.ANYONE), acl(Perms.ALL, new Id("digest", "eve:x")));
        assertThat(aclOf("/admin"))
                .containsExactly(acl(Perms.ADMIN, Id.ANYONE), acl(Perms.ALL, new Id("digest", "eve:secret")));
        assertThat(aclOf("/")).isEqualTo(Acl.OPEN);
        server.ids = List.of(SUPER);
        assertThat(aclOf("/read")).contains(acl(Perms.ALL, new Id("digest", "eve:secret")));
    }

    private List<Acl> aclOf(String path) {
        return ((GetAclResponse) server.read(OpCode.GET_ACL, path(path))).acl();
    }

    @Test
    void s5_bodies() {
        server.create("/a");
        server.create("/a/b");
        server.create("/a/c");
        server.create("/a/c/d");
        server.err(OpCode.SET_DATA, setData("/a", "data", -1));
        var stat = server.tree.find("/a").stat();
        assertThat(server.read(OpCode.EXISTS, watched("/a"))).isEqualTo(new StatResponse(stat));
        var data = (GetDataResponse) server.read(OpCode.GET_DATA, watched("/a"));
        assertThat(data.data()).isEqualTo("data".getBytes(UTF_8));
        assertThat(data.stat()).isEqualTo(stat);
        assertThat(((GetChildrenResponse) server.read(OpCode.GET_CHILDREN, watched("/a"))).children())
                .containsExactlyInAnyOrder("b", "c");
        var children = (GetChildren2Response) server.read(OpCode.GET_CHILDREN2, watched("/a"));
        assertThat(children.children()).containsExactlyInAnyOrder("b", "c");
        assertThat(children.stat()).isEqualTo(stat);
        assertThat(server.read(OpCode.GET_ALL_CHILDREN_NUMBER, path("/a")))
                .isEqualTo(new GetAllChildrenNumberResponse(3));
        assertThat(stat.numChildren()).isEqualTo(2);
    }

    @Test
    void s53_theRootOfANewServerHasThreeDescendants() {
        assertThat(server.read(OpCode.GET_ALL_CHILDREN_NUMBER, path("/")))
                .isEqualTo(new GetAllChildrenNumberResponse(3));
    }

    @Test
    void s5_nullDataIsNotEmptyData() {
        server.err(OpCode.CREATE, create("/null", null, CreateFlags.PERSISTENT, Acl.OPEN));
        server.create("/empty");
        assertThat(((GetDataResponse) server.read(OpCode.GET_DATA, watched("/null"))).data())
                .isNull();
        assertThat(((GetDataResponse) server.read(OpCode.GET_DATA, watched("/empty"))).data())
                .isEmpty();
    }

    @Test
    void s52_getEphemerals() {
        server.create("/a", acl(Perms.CREATE, Id.ANYONE));
        server.err(OpCode.CREATE, create("/a/e1", CreateFlags.EPHEMERAL));
        server.err(OpCode.CREATE, create("/a/e2", CreateFlags.EPHEMERAL));
        server.err(OpCode.CREATE, create("/ae", CreateFlags.EPHEMERAL));
        TestServer other = server.as(IP);
        other.err(OpCode.CREATE, create("/other", CreateFlags.EPHEMERAL));
        server.tree = other.tree;
        for (String all : new String[] {null, "", "  ", "/"}) {
            assertThat(ephemerals(all)).containsExactly("/a/e1", "/a/e2", "/ae");
        }
        assertThat(ephemerals("/a")).as("a plain string prefix").containsExactly("/a/e1", "/a/e2", "/ae");
        assertThat(ephemerals("/a/")).containsExactly("/a/e1", "/a/e2");
        assertThat(ephemerals("/b")).isEmpty();
        server.session = 99;
        assertThat(ephemerals("/")).isEmpty();
    }

    private List<String> ephemerals(String prefix) {
        return ((GetEphemeralsResponse) server.read(OpCode.GET_EPHEMERALS, path(prefix))).ephemerals();
    }

    @Test
    void s54_whoAmI() {
        server.ids = List.of(IP, BOB, SUPER, new Id("x509", "CN=bob"));
        assertThat(server.read(OpCode.WHO_AM_I, EmptyRequest.INSTANCE))
                .isEqualTo(new WhoAmIResponse(List.of(
                        new ClientInfo("ip", "10.0.0.1"),
                        new ClientInfo("digest", "bob"),
                        // Of schemes without a provider there is no name to show.
                        new ClientInfo("super", null),
                        new ClientInfo("x509", null))));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "/", "no path\0"})
    void s51_syncEchoesAnyString(String path) {
        assertThat(server.read(OpCode.SYNC, path(path))).isEqualTo(new SyncResponse(path));
    }

    @Test
    void s7_multiReadFailsEntryByEntry() {
        server.create("/a", acl(Perms.ALL - Perms.READ, Id.ANYONE));
        server.create("/b");
        var reply = (MultiResponse) server.read(
                OpCode.MULTI_READ,
                multi(
                        new Op(OpCode.GET_DATA, watched("/a")),
                        new Op(OpCode.GET_CHILDREN, watched("/")),
                        new Op(OpCode.GET_DATA, watched("/nosuch")),
                        new Op(OpCode.GET_DATA, watched("/b"))));
        assertThat(reply.results())
                .extracting(each -> each.type() + " " + each.err())
                .containsExactly("-1 -102", "8 0", "-1 -101", "4 0");
        assertThat(((GetChildrenResponse) reply.results().get(1).body()).children())
                .containsExactlyInAnyOrder("a", "b", "zookeeper");
        assertThat(((GetDataResponse) reply.results().get(3).body()).stat())
                .isEqualTo(server.tree.find("/b").stat());
        assertThat(server.read(OpCode.MULTI_READ, multi())).isEqualTo(new MultiResponse(List.of()));
    }

    @Test
    void s7_writesInMultiReadMakeItUnparsable() {
        Op write = new Op(OpCode.CREATE, create("/x", CreateFlags.PERSISTENT));
        assertThat(server.readErr(OpCode.MULTI_READ, multi(write))).isEqualTo(-5);
        assertThat(server.readErr(OpCode.MULTI_READ, multi(new Op(OpCode.GET_DATA, watched("/")), write)))
                .isEqualTo(-5);
    }

    @Test
    void writesAreNoReads() {
        assertThatThrownBy(() -> server.read(OpCode.DELETE, EmptyRequest.INSTANCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("delete");
    }
}

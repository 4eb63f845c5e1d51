package io.quorate.tree.request;

import static io.quorate.tree.request.TestServer.acl;
import static io.quorate.tree.request.TestServer.create;
import static io.quorate.tree.request.TestServer.createTtl;
import static io.quorate.tree.request.TestServer.path;
import static io.quorate.tree.request.TestServer.setData;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.DeleteTxn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §6.2 and §6.3. */
class DeleteRulesTest {
    private final TestServer server = TestServer.standard();

    @Test
    void s62_theSessionComesFirst() {
        server.status = SessionStatus.MOVED;
        assertThat(server.delete("/")).isEqualTo(-118);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/a\0", "/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"})
    void s62_pathsThatCannotBeDeleted(String path) {
        assertThat(server.delete(path)).isEqualTo(-8);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path(path))).isEqualTo(-8);
    }

    @ParameterizedTest
    @NullSource
    void s62_noPathAtAllCountsAsUnparsable(String path) {
        assertThat(server.delete(path)).isEqualTo(-5);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path(path))).isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such", "//a", "/a/", "/a//b", "/./a", "/zookeeper/quotax", "/no\u0001"})
    void s62_aMissingParentOrNodeAndNoFullPathValidation(String path) {
        server.create("/a");
        assertThat(server.delete(path)).isEqualTo(-101);
    }

    @Test
    void s62_deleteOnTheParentBeforeTheNodesExistence() {
        server.create("/a", acl(Perms.ALL - Perms.DELETE, Id.ANYONE));
        server.create("/a/b");
        assertThat(server.delete("/a/b")).isEqualTo(-102);
        assertThat(server.delete("/a/nosuch")).isEqualTo(-102);
        assertThat(server.as(TestServer.SUPER).delete("/a/b")).isZero();
    }

    @Test
    void s62_theNodesOwnAclDoesNotMatter() {
        server.create("/a", acl(0, Id.ANYONE));
        assertThat(server.delete("/a")).isZero();
    }

    @Test
    void s62_versionBeforeChildren() {
        server.create("/a");
        server.create("/a/b");
        server.err(OpCode.SET_DATA, setData("/a", "x", -1));
        assertThat(server.err(OpCode.DELETE, new DeleteRequest("/a", 0))).isEqualTo(-103);
        assertThat(server.err(OpCode.DELETE, new DeleteRequest("/a", 1))).isEqualTo(-111);
        assertThat(server.err(OpCode.DELETE, new DeleteRequest("/a", -1))).isEqualTo(-111);
        assertThat(server.err(OpCode.DELETE, new DeleteRequest("/a/b", -2))).isEqualTo(-103);
    }

    @Test
    void s62_aDeletedNodeIsGone() {
        server.create("/a");
        server.create("/a/b");
        Prepared prepared = server.write(OpCode.DELETE, new DeleteRequest("/a/b", 0));
        assertThat(prepared.txn()).isEqualTo(new DeleteTxn("/a/b"));
        assertThat(server.exists("/a/b")).isEqualTo(-101);
        assertThat(server.tree.find("/a").pzxid()).isEqualTo(prepared.header().zxid());
        assertThat(server.tree.find("/a").cversion())
                .as("one creation and one deletion")
                .isEqualTo(2);
        assertThat(server.tree.find("/a").persistedCversion()).isEqualTo(1);
        assertThat(server.reply(OpCode.DELETE, new DeleteRequest("/a", -1))).isEqualTo(EmptyResponse.INSTANCE);
    }

    @Test
    void s63_theServerItselfDeletesContainers() {
        TestServer extended = TestServer.extended();
        extended.err(OpCode.CREATE_CONTAINER, create("/c", CreateFlags.CONTAINER));
        extended.err(OpCode.CREATE_TTL, createTtl("/t", CreateFlags.TTL, 1000));
        extended.create("/p", acl(0, Id.ANYONE));
        extended.session = 0;
        extended.status = SessionStatus.EXPIRED;
        Prepared prepared = extended.write(OpCode.DELETE_CONTAINER, path("/c"));
        assertThat(prepared.err()).isZero();
        assertThat(prepared.header().type()).isEqualTo(OpCode.DELETE_CONTAINER);
        assertThat(extended.err(OpCode.DELETE_CONTAINER, path("/t"))).isZero();
        assertThat(extended.err(OpCode.DELETE_CONTAINER, path("/p"))).isZero();
        assertThat(extended.err(OpCode.DELETE_CONTAINER, path("/c"))).isEqualTo(-101);
    }

    @Test
    void s63_childrenBeforeTheOwner() {
        server.err(OpCode.CREATE_CONTAINER, create("/c", CreateFlags.CONTAINER));
        server.create("/c/x");
        server.err(OpCode.CREATE, create("/e", CreateFlags.EPHEMERAL));
        server.session = 0;
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/c"))).isEqualTo(-111);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/e"))).isEqualTo(-103);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/no/such"))).isEqualTo(-101);
    }

    @Test
    void s63_divergence_aClientMayNotUnlessItIsSuper() {
        server.err(OpCode.CREATE_CONTAINER, create("/c", CreateFlags.CONTAINER));
        server.create("/p", acl(0, Id.ANYONE));
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/c"))).isEqualTo(-102);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/p"))).isEqualTo(-102);
        assertThat(server.err(OpCode.DELETE_CONTAINER, path("/nosuch")))
                .as("nor learn what there is")
                .isEqualTo(-102);
        TestServer admin = server.as(TestServer.SUPER);
        assertThat(admin.err(OpCode.DELETE_CONTAINER, path("/c"))).isZero();
        assertThat(admin.err(OpCode.DELETE_CONTAINER, path("/c"))).isEqualTo(-101);
    }
}

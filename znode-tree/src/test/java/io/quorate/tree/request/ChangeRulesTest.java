package io.quorate.tree.request;

import static io.quorate.tree.request.TestServer.BOB;
import static io.quorate.tree.request.TestServer.acl;
import static io.quorate.tree.request.TestServer.multi;
import static io.quorate.tree.request.TestServer.setAcl;
import static io.quorate.tree.request.TestServer.setData;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §6.4. */
class ChangeRulesTest {
    private static final Acl BAD_ACL = acl(Perms.ALL, new Id("nosuch", "x"));

    private final TestServer server = TestServer.standard();

    private int check(String path, int version) {
        return server.err(OpCode.MULTI, multi(new Op(OpCode.CHECK, new CheckVersionRequest(path, version))));
    }

    @Test
    void s64_theSessionComesFirst() {
        server.status = SessionStatus.EXPIRED;
        assertThat(server.err(OpCode.SET_DATA, setData("bad", "", -1))).isEqualTo(-112);
        assertThat(server.err(OpCode.SET_ACL, setAcl("bad", -1, BAD_ACL))).isEqualTo(-112);
        assertThat(check("bad", -1)).isEqualTo(-112);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a", "/a/", "//a", "/a/../b", "/a\u0001", "/a\0"})
    void s64_pathValidation(String path) {
        server.create("/a");
        assertThat(server.err(OpCode.SET_DATA, setData(path, "", -1))).isEqualTo(-8);
        assertThat(server.err(OpCode.SET_ACL, setAcl(path, -1, BAD_ACL))).isEqualTo(-8);
        assertThat(check(path, -1)).isEqualTo(-8);
    }

    @Test
    void s64_setAclChecksTheListBeforeTheNode() {
        assertThat(server.err(OpCode.SET_ACL, setAcl("/nosuch", -1, BAD_ACL))).isEqualTo(-114);
        assertThat(server.err(OpCode.SET_ACL, new SetAclRequest("/nosuch", List.of(), -1)))
                .isEqualTo(-114);
        assertThat(server.err(OpCode.SET_ACL, new SetAclRequest("/nosuch", null, -1)))
                .isEqualTo(-114);
    }

    @Test
    void s64_missingNode() {
        assertThat(server.err(OpCode.SET_DATA, setData("/nosuch", "", 7))).isEqualTo(-101);
        assertThat(server.err(OpCode.SET_ACL, setAcl("/nosuch", 7, Acl.OPEN.get(0))))
                .isEqualTo(-101);
        assertThat(check("/nosuch", 7)).isEqualTo(-101);
    }

    @Test
    void s64_permissionBeforeVersion() {
        server.create("/w", acl(Perms.ALL - Perms.WRITE, Id.ANYONE));
        server.create("/a", acl(Perms.ALL - Perms.ADMIN, Id.ANYONE));
        server.create("/r", acl(Perms.ALL - Perms.READ, Id.ANYONE));
        assertThat(server.err(OpCode.SET_DATA, setData("/w", "", 7))).isEqualTo(-102);
        assertThat(server.err(OpCode.SET_ACL, setAcl("/a", 7, Acl.OPEN.get(0)))).isEqualTo(-102);
        assertThat(check("/r", 7)).isEqualTo(-102);
        assertThat(server.err(OpCode.SET_DATA, setData("/a", "", 0))).isZero();
        assertThat(server.err(OpCode.SET_ACL, setAcl("/w", 0, Acl.OPEN.get(0)))).isZero();
    }

    @Test
    void s64_theConfigurationIsWritableForSuperOnly() {
        assertThat(server.err(OpCode.SET_DATA, setData("/zookeeper/config", "x", -1)))
                .isEqualTo(-102);
        assertThat(server.as(TestServer.SUPER).err(OpCode.SET_DATA, setData("/zookeeper/config", "x", -1)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -2, Integer.MIN_VALUE})
    void s64_versionMismatch(int version) {
        server.create("/a");
        assertThat(server.err(OpCode.SET_DATA, setData("/a", "", version))).isEqualTo(-103);
        assertThat(server.err(OpCode.SET_ACL, setAcl("/a", version, Acl.OPEN.get(0))))
                .isEqualTo(-103);
        assertThat(check("/a", version)).isEqualTo(-103);
    }

    @Test
    void s64_setDataCountsTheVersionUp() {
        server.create("/a");
        Prepared first = server.write(OpCode.SET_DATA, setData("/a", "x", 0));
        assertThat(((SetDataTxn) first.txn()).version()).isEqualTo(1);
        var stat = ((StatResponse) server.reply(OpCode.SET_DATA, setData("/a", "yy", 1))).stat();
        assertThat(stat.version()).isEqualTo(2);
        assertThat(stat.dataLength()).isEqualTo(2);
        assertThat(stat.mzxid()).isEqualTo(3);
        assertThat(stat.czxid()).isEqualTo(1);
        assertThat(stat.mtime()).isEqualTo(server.wallMillis);
        assertThat(stat.ctime()).isLessThan(stat.mtime());
        assertThat(stat.aversion()).isZero();
    }

    @Test
    void s64_setDataMayTakeTheDataAway() {
        server.create("/a");
        assertThat(server.err(OpCode.SET_DATA, new SetDataRequest("/a", null, -1)))
                .isZero();
        assertThat(server.tree.find("/a").data()).isNull();
    }

    @Test
    void s64_setAclComparesAndCountsTheAversion() {
        server.create("/a");
        server.err(OpCode.SET_DATA, setData("/a", "x", -1));
        Prepared first = server.write(OpCode.SET_ACL, setAcl("/a", 0, acl(Perms.ALL, Id.ANYONE), acl(1, BOB)));
        assertThat(((SetAclTxn) first.txn()).version()).isEqualTo(1);
        var stat = ((StatResponse) server.reply(OpCode.SET_ACL, setAcl("/a", 1, Acl.OPEN.get(0)))).stat();
        assertThat(stat.aversion()).isEqualTo(2);
        assertThat(stat.version()).isEqualTo(1);
        assertThat(stat.mzxid()).as("only aversion changes").isEqualTo(2);
        assertThat(server.err(OpCode.SET_ACL, setAcl("/a", 1, Acl.OPEN.get(0)))).isEqualTo(-103);
    }

    @Test
    void s64_setAclFiresNoWatch() {
        server.create("/a");
        assertThat(server.write(OpCode.SET_ACL, setAcl("/a", -1, Acl.OPEN.get(0)))
                        .applied()
                        .changes())
                .isEmpty();
    }

    @Test
    void s64_checkChangesNothing() {
        server.create("/a");
        server.err(OpCode.SET_DATA, setData("/a", "x", -1));
        long digest = server.tree.digest();
        Prepared prepared = server.write(OpCode.MULTI, multi(new Op(OpCode.CHECK, new CheckVersionRequest("/a", 1))));
        assertThat(prepared.err()).isZero();
        assertThat(((MultiTxn) prepared.txn()).txns().get(0).txn()).isEqualTo(new CheckVersionTxn("/a", 2));
        assertThat(server.tree.digest()).isEqualTo(digest);
        assertThat(check("/a", -1)).isZero();
    }
}

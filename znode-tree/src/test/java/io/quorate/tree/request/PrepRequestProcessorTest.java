package io.quorate.tree.request;

import static io.quorate.tree.request.TestServer.SESSION;
import static io.quorate.tree.request.TestServer.acl;
import static io.quorate.tree.request.TestServer.create;
import static io.quorate.tree.request.TestServer.multi;
import static io.quorate.tree.request.TestServer.setData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.Create2Response;
import io.quorate.jute.proto.CreateResponse;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiResponse;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.OpResult;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeChange;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.acl.AuthProviders;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions, refusals, digests and multi: client-protocol §4.2, §5.5 and §7, storage-format §2.3, zab-protocol §9. */
class PrepRequestProcessorTest {
    private final TestServer server = TestServer.standard();

    private static Op createOp(String path, int flags) {
        return new Op(OpCode.CREATE, create(path, flags));
    }

    private static Op deleteOp(String path) {
        return new Op(OpCode.DELETE, new DeleteRequest(path, -1));
    }

    private static Op setOp(String path, String data, int version) {
        return new Op(OpCode.SET_DATA, setData(path, data, version));
    }

    private static Op checkOp(String path, int version) {
        return new Op(OpCode.CHECK, new CheckVersionRequest(path, version));
    }

    @Test
    void z9_aRefusedRequestTakesAZxidAndNothingElse() {
        DataTree before = server.tree;
        Prepared prepared = server.write(OpCode.DELETE, new DeleteRequest("/nosuch", -1));
        assertThat(prepared.header().type()).isEqualTo(OpCode.ERROR);
        assertThat(prepared.txn()).isEqualTo(new ErrorTxn(-101));
        assertThat(prepared.digest()).isNull();
        assertThat(prepared.applied().err()).isEqualTo(-101);
        assertThat(server.tree.lastZxid()).isEqualTo(before.lastZxid() + 1);
        assertThat(server.tree.digest()).isEqualTo(before.digest());
        assertThat(prepared.applied().changes()).isEmpty();
    }

    @Test
    void z9_aSuccessfulWriteCarriesTheDigestAfterIt() {
        Prepared prepared = server.write(OpCode.CREATE, create("/a", CreateFlags.PERSISTENT));
        assertThat(prepared.digest()).isEqualTo(new TxnDigest(2, server.tree.digest()));
        assertThat(server.tree.digest()).isNotEqualTo(1371985504L);
    }

    @Test
    void z9_createSessionCarriesTheUnchangedDigest() {
        assertThat(server.write(OpCode.CREATE_SESSION, new CreateSessionRequest(4000))
                        .digest())
                .isEqualTo(new TxnDigest(2, 1371985504L));
    }

    @Test
    void noDigestWhenSwitchedOff() {
        TestServer off = new TestServer(new RequestRules(
                new TreeOptions(false, false, false),
                new AclPolicy(AuthProviders.standard(), false),
                false,
                true,
                false));
        assertThat(off.write(OpCode.CREATE, create("/a", CreateFlags.PERSISTENT))
                        .digest())
                .isNull();
    }

    @Test
    void aRefusalOfSomebodyElseIsAnErrorTransaction() {
        Prepared prepared = PrepRequestProcessor.refuse(server.tree, SESSION, 9, ErrorCode.THROTTLED_OP, 1, 1234);
        assertThat(prepared.header().type()).isEqualTo(OpCode.ERROR);
        assertThat(prepared.header().time()).isEqualTo(1234);
        assertThat(prepared.err()).isEqualTo(-127);
        assertThat(prepared.applied().after().lastZxid()).isEqualTo(1);
    }

    @Test
    void readsAreNoWritesAndCheckIsNoneByItself() {
        assertThatThrownBy(() -> server.write(OpCode.GET_DATA, TestServer.watched("/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("getData");
        assertThatThrownBy(() -> server.write(OpCode.CHECK, new CheckVersionRequest("/", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("check");
    }

    @Test
    void s4_createSession() {
        Prepared prepared = server.write(OpCode.CREATE_SESSION, new CreateSessionRequest(4000));
        assertThat(prepared.txn()).isEqualTo(new CreateSessionTxn(4000));
        assertThat(server.tree.sessionTimeout(SESSION)).isEqualTo(4000);
    }

    @Test
    void s42_closeSessionNamesTheEphemeralsAlsoThoseJustProposed() {
        server.write(OpCode.CREATE_SESSION, new CreateSessionRequest(4000));
        server.create("/p");
        server.err(OpCode.CREATE, create("/p/e1", CreateFlags.EPHEMERAL));
        server.err(OpCode.CREATE, create("/e2", CreateFlags.EPHEMERAL));
        server.err(OpCode.CREATE, create("/e3", CreateFlags.EPHEMERAL));
        server.delete("/e3");
        TestServer other = server.as(TestServer.IP);
        other.err(OpCode.CREATE, create("/other", CreateFlags.EPHEMERAL));
        server.tree = other.tree;
        server.status = SessionStatus.EXPIRED;
        Prepared prepared = server.write(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        assertThat(prepared.txn()).isEqualTo(new CloseSessionTxn(List.of("/e2", "/p/e1")));
        assertThat(server.tree.hasSession(SESSION)).isFalse();
        assertThat(server.exists("/e2")).isEqualTo(-101);
        assertThat(server.exists("/other")).isZero();
        assertThat(server.tree.find("/p").pzxid()).isEqualTo(prepared.header().zxid());
        assertThat(prepared.applied().changes()).extracting(TreeChange::path).containsExactlyInAnyOrder("/e2", "/p/e1");
    }

    @Test
    void s42_closeSessionWithoutEphemeralsHasAnEmptyList() {
        assertThat(server.write(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE).txn())
                .isEqualTo(new CloseSessionTxn(List.of()));
    }

    @Test
    void closeSessionInItsOldForm() {
        TestServer old = new TestServer(new RequestRules(
                TreeOptions.DEFAULT, new AclPolicy(AuthProviders.standard(), false), false, false, false));
        old.err(OpCode.CREATE, create("/e", CreateFlags.EPHEMERAL));
        assertThat(old.write(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE).txn())
                .isEqualTo(CloseSessionTxn.WITHOUT_PATHS);
        assertThat(old.exists("/e")).isEqualTo(-101);
    }

    @Test
    void s55_reconfig() {
        ReconfigRequest request = new ReconfigRequest("", "", "", -1);
        server.status = SessionStatus.EXPIRED;
        assertThat(server.err(OpCode.RECONFIG, request))
                .as("disabled, before the session")
                .isEqualTo(-123);
        TestServer enabled = new TestServer(new RequestRules(
                TreeOptions.DEFAULT, new AclPolicy(AuthProviders.standard(), false), false, true, true));
        assertThat(enabled.err(OpCode.RECONFIG, request)).isEqualTo(-6);
        enabled.status = SessionStatus.EXPIRED;
        assertThat(enabled.err(OpCode.RECONFIG, request)).isEqualTo(-112);
    }

    @Test
    void s43_aMovedSessionClosesTheConnectionAlsoInsideAMulti() {
        server.status = SessionStatus.MOVED;
        assertThat(server.write(OpCode.DELETE, new DeleteRequest("/a", -1)).sessionMoved())
                .isTrue();
        assertThat(server.write(OpCode.MULTI, multi(deleteOp("/a"), deleteOp("/b")))
                        .sessionMoved())
                .isTrue();
        server.status = SessionStatus.EXPIRED;
        assertThat(server.write(OpCode.DELETE, new DeleteRequest("/a", -1)).sessionMoved())
                .isFalse();
    }

    @Test
    void s7_noOperationsAreLegal() {
        server.status = SessionStatus.EXPIRED;
        assertThat(server.reply(OpCode.MULTI, multi())).isEqualTo(new MultiResponse(List.of()));
    }

    @Test
    void s7_operationsSeeWhatTheEarlierOnesLeft() {
        var reply = (MultiResponse) server.reply(
                OpCode.MULTI,
                multi(
                        createOp("/a", CreateFlags.PERSISTENT),
                        createOp("/a/n", CreateFlags.PERSISTENT_SEQUENTIAL),
                        createOp("/a/n", CreateFlags.PERSISTENT_SEQUENTIAL),
                        setOp("/a", "x", 0),
                        checkOp("/a", 1),
                        deleteOp("/a/n0000000001"),
                        new Op(OpCode.CREATE2, create("/a/c", CreateFlags.PERSISTENT))));
        assertThat(reply.results()).hasSize(7);
        assertThat(reply.results().get(1)).isEqualTo(new OpResult(OpCode.CREATE, new CreateResponse("/a/n0000000000")));
        assertThat(reply.results().get(2)).isEqualTo(new OpResult(OpCode.CREATE, new CreateResponse("/a/n0000000001")));
        assertThat(((StatResponse) reply.results().get(3).body()).stat().numChildren())
                .as("the state right after that operation")
                .isEqualTo(2);
        assertThat(reply.results().get(4)).isEqualTo(OpResult.done(OpCode.CHECK));
        assertThat(reply.results().get(5)).isEqualTo(OpResult.done(OpCode.DELETE));
        assertThat(((Create2Response) reply.results().get(6).body()).stat().czxid())
                .as("one zxid for all")
                .isEqualTo(1);
        assertThat(server.tree.lastZxid()).isEqualTo(1);
        assertThat(server.tree.find("/a").persistedCversion()).isEqualTo(3);
    }

    @Test
    void s7_containersAndTtlNodesComeBackAsCreate2() {
        TestServer extended = TestServer.extended();
        var reply = (MultiResponse) extended.reply(
                OpCode.MULTI,
                multi(
                        new Op(OpCode.CREATE_CONTAINER, create("/c", CreateFlags.CONTAINER)),
                        new Op(OpCode.CREATE_TTL, TestServer.createTtl("/t", CreateFlags.TTL, 9))));
        assertThat(reply.results()).extracting(OpResult::type).containsExactly(15, 15);
    }

    @Test
    void s7_aFailedMultiChangesNothingAndTellsWhere() {
        server.create("/a");
        DataTree before = server.tree;
        Prepared prepared = server.write(
                OpCode.MULTI,
                multi(
                        setOp("/a", "x", 0),
                        createOp("/b", CreateFlags.PERSISTENT),
                        setOp("/a", "y", 0),
                        deleteOp("/nosuch"),
                        createOp("/c", CreateFlags.PERSISTENT)));
        assertThat(prepared.err()).isEqualTo(-103);
        assertThat(prepared.header().type()).isEqualTo(OpCode.MULTI);
        assertThat(((MultiTxn) prepared.txn()).txns())
                .extracting(SubTxn::type)
                .containsExactly(OpCode.SET_DATA, OpCode.CREATE, -1, -1, -1);
        assertThat(((MultiTxn) prepared.txn()).txns().subList(2, 5))
                .containsExactly(SubTxn.error(-103), SubTxn.error(-2), SubTxn.error(-2));
        assertThat(prepared.digest()).isEqualTo(new TxnDigest(2, before.digest()));
        assertThat(prepared.applied().err())
                .as("the reply's header says success")
                .isZero();
        assertThat(prepared.applied().changes()).isEmpty();
        assertThat(server.tree.lastZxid()).isEqualTo(before.lastZxid() + 1);
        assertThat(server.tree.find("/b")).isNull();
    }

    @Test
    void s7_replyOfAFailedMulti() {
        server.create("/a");
        assertThat(server.reply(OpCode.MULTI, multi(checkOp("/a", 0), deleteOp("/nosuch"), deleteOp("/a"))))
                .isEqualTo(new MultiResponse(List.of(OpResult.error(0), OpResult.error(-101), OpResult.error(-2))));
    }

    @Test
    void s7_whatMakesTheWholeRequestUnparsable() {
        Op read = new Op(OpCode.GET_DATA, TestServer.watched("/"));
        Op ok = createOp("/a", CreateFlags.PERSISTENT);
        for (var request : List.of(multi(read), multi(ok, read), multi(ok, createOp("/b", 7)))) {
            Prepared prepared = server.write(OpCode.MULTI, request);
            assertThat(prepared.txn()).isEqualTo(new ErrorTxn(-5));
            assertThat(prepared.applied().err()).isEqualTo(-5);
        }
    }

    @Test
    void s7_aclsAreThoseTheEarlierOperationsLeft() {
        server.create("/p", acl(Perms.ALL - Perms.CREATE, Id.ANYONE));
        assertThat(server.err(
                        OpCode.MULTI,
                        multi(createOp("/q", CreateFlags.PERSISTENT), createOp("/p/x", CreateFlags.PERSISTENT))))
                .isEqualTo(-102);
        assertThat(server.err(
                        OpCode.MULTI,
                        multi(
                                deleteOp("/p"),
                                createOp("/p", CreateFlags.PERSISTENT),
                                createOp("/p/x", CreateFlags.PERSISTENT))))
                .isZero();
    }

    @Test
    void s7_watchEventsComeInTheOrderOfTheOperations() {
        Prepared prepared = server.write(
                OpCode.MULTI, multi(createOp("/m", CreateFlags.PERSISTENT), setOp("/m", "x", -1), deleteOp("/m")));
        assertThat(prepared.applied().changes())
                .extracting(TreeChange::kind)
                .containsExactly(TreeChange.Kind.CREATED, TreeChange.Kind.DATA_CHANGED, TreeChange.Kind.DELETED);
    }

    @Test
    void s7_ephemeralsInMultiBelongToTheSession() {
        assertThat(server.err(OpCode.MULTI, multi(createOp("/e", CreateFlags.EPHEMERAL))))
                .isZero();
        assertThat(server.tree.ephemerals(SESSION)).containsExactly("/e");
        assertThat(server.err(
                        OpCode.MULTI,
                        multi(createOp("/e2", CreateFlags.EPHEMERAL), createOp("/e2/x", CreateFlags.PERSISTENT))))
                .isEqualTo(-108);
    }
}

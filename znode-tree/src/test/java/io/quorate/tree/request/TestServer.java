package io.quorate.tree.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.CreateFlags;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.Response;
import io.quorate.jute.proto.ResponseCodec;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.acl.AuthProviders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A tree with one client that writes to it and reads from it. Every write is also applied as a follower does, from the
 * encoded transaction, and has to come to the same.
 */
final class TestServer {
    static final long SESSION = 0x0100_0000_0000_0001L;
    static final Id IP = new Id("ip", "10.0.0.1");
    static final Id BOB = new Id("digest", "bob:hash");
    static final Id SUPER = new Id("super", "");
    static final TreeOptions EXTENDED = new TreeOptions(true, false, true);

    final RequestRules rules;
    private final PrepRequestProcessor prep;
    private final FinalRequestProcessor finals;

    DataTree tree;
    long session = SESSION;
    SessionStatus status = SessionStatus.GLOBAL;
    List<Id> ids = List.of(IP);
    long wallMillis = 1_700_000_000_000L;
    private int cxid;

    TestServer(RequestRules rules) {
        this.rules = rules;
        this.prep = new PrepRequestProcessor(rules);
        this.finals = new FinalRequestProcessor(rules);
        this.tree = DataTree.fresh(42, rules.tree());
    }

    static TestServer standard() {
        return new TestServer(RequestRules.DEFAULT);
    }

    static TestServer extended() {
        return new TestServer(rules(EXTENDED, false));
    }

    static TestServer enforcingQuotas() {
        return new TestServer(rules(TreeOptions.DEFAULT, true));
    }

    private static RequestRules rules(TreeOptions options, boolean enforceQuota) {
        return new RequestRules(options, new AclPolicy(AuthProviders.standard(), false), enforceQuota, true, false);
    }

    /** Another client of the same tree as it is now. */
    TestServer as(Id... otherIds) {
        TestServer other = new TestServer(rules);
        other.tree = tree;
        other.session = session + 1;
        other.ids = List.of(otherIds);
        return other;
    }

    Prepared write(int opCode, Request request) {
        DataTree head = tree;
        long zxid = head.lastZxid() + 1;
        wallMillis += 7;
        Prepared prepared = prep.prepare(head, session, status, ++cxid, opCode, request, ids, zxid, wallMillis);
        assertThat(prepared.header().clientId()).isEqualTo(session);
        assertThat(prepared.header().cxid()).isEqualTo(cxid);
        assertThat(prepared.header().zxid()).isEqualTo(zxid);
        assertThat(prepared.header().time()).isEqualTo(wallMillis);
        assertFollowerAgrees(head, prepared);
        tree = prepared.applied().after();
        return prepared;
    }

    private static void assertFollowerAgrees(DataTree head, Prepared prepared) {
        TxnEntry entry = new TxnEntry(prepared.header(), prepared.txn(), prepared.digest());
        TxnEntry received = TxnEntry.decode(entry.encode());
        Applied applied = head.apply(received.header(), received.txn());
        assertThat(describe(applied)).isEqualTo(describe(prepared.applied()));
        if (prepared.digest() != null) {
            assertThat(prepared.digest().treeDigest()).isEqualTo(applied.after().digest());
        }
    }

    /** Everything that can be told of an outcome. */
    static List<String> describe(Applied applied) {
        List<String> lines = new ArrayList<>();
        lines.add("err " + applied.err());
        applied.outcomes()
                .forEach(each ->
                        lines.add("outcome " + each.type() + " " + each.err() + " " + each.path() + " " + each.stat()));
        applied.changes().forEach(each -> lines.add(each.toString()));
        DataTree after = applied.after();
        lines.add(after + " ephemerals " + after.ephemeralCount() + " sessions " + after.sessions());
        after.visit((path, length, node) -> lines.add(new String(path, 0, length, UTF_8) + " " + node.statPersisted()
                + " " + node.acl() + " " + Arrays.toString(node.data())));
        return lines;
    }

    int err(int opCode, Request request) {
        return write(opCode, request).err();
    }

    /** The body of the reply to a write, as a client decodes it. */
    Response reply(int opCode, Request request) {
        Applied applied = write(opCode, request).applied();
        assertThat(applied.err()).isZero();
        return decode(opCode, out -> FinalRequestProcessor.writeReply(opCode, applied, out));
    }

    /** The error code of a read; checks that nothing is written unless it is 0. */
    int readErr(int opCode, Request request) {
        ByteBuf buffer = Unpooled.buffer();
        int err = finals.read(tree, opCode, request, ids, session, new JuteWriter(buffer));
        assertThat(buffer.readableBytes() > 0 || opCode == OpCode.GET_EPHEMERALS)
                .isEqualTo(err == 0);
        buffer.release();
        return err;
    }

    /** The body of the reply to a read, as a client decodes it. */
    Response read(int opCode, Request request) {
        return decode(opCode, out -> assertThat(finals.read(tree, opCode, request, ids, session, out))
                .isZero());
    }

    private static Response decode(int opCode, Consumer<JuteWriter> writes) {
        ByteBuf buffer = Unpooled.buffer();
        try {
            writes.accept(new JuteWriter(buffer));
            JuteReader in = new JuteReader(buffer);
            Response response = ResponseCodec.read(opCode, in);
            assertThat(in.hasRemaining()).isFalse();
            return response;
        } finally {
            buffer.release();
        }
    }

    int create(String path) {
        return err(OpCode.CREATE, create(path, CreateFlags.PERSISTENT));
    }

    int create(String path, Acl... acl) {
        return err(OpCode.CREATE, create(path, new byte[0], CreateFlags.PERSISTENT, List.of(acl)));
    }

    int delete(String path) {
        return err(OpCode.DELETE, new DeleteRequest(path, -1));
    }

    int exists(String path) {
        return readErr(OpCode.EXISTS, watched(path));
    }

    static CreateRequest create(String path, int flags) {
        return create(path, new byte[0], flags, Acl.OPEN);
    }

    static CreateRequest create(String path, byte[] data, int flags, List<Acl> acl) {
        return new CreateRequest(path, data, acl, flags);
    }

    static CreateTtlRequest createTtl(String path, int flags, long ttl) {
        return new CreateTtlRequest(path, new byte[0], Acl.OPEN, flags, ttl);
    }

    static SetDataRequest setData(String path, String data, int version) {
        return new SetDataRequest(path, data.getBytes(UTF_8), version);
    }

    static SetAclRequest setAcl(String path, int version, Acl... acl) {
        return new SetAclRequest(path, List.of(acl), version);
    }

    static PathRequest path(String path) {
        return new PathRequest(path);
    }

    static WatchedPathRequest watched(String path) {
        return new WatchedPathRequest(path, false);
    }

    static MultiRequest multi(Op... ops) {
        return new MultiRequest(List.of(ops));
    }

    static Acl acl(int perms, Id id) {
        return new Acl(perms, id);
    }
}

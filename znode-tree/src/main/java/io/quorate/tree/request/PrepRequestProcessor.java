package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import java.util.List;

/**
 * Makes writes into transactions, on the server that leads (spec: client-protocol §6 and §7). A function of its arguments:
 * the tree that a request is prepared on is the one that all transactions before it lead to, committed or not, and a
 * request that is refused still becomes a transaction, which only takes its zxid. Immutable, safe on any thread.
 */
public final class PrepRequestProcessor {
    private final WriteRules writes;
    private final MultiRules multis;

    public PrepRequestProcessor(RequestRules rules) {
        this.writes = new WriteRules(rules);
        this.multis = new MultiRules(writes);
    }

    /** {@link #prepare(DataTree, long, SessionStatus, int, int, Request, List, long, long)} for a session that may write. */
    public Prepared prepare(
            DataTree head,
            long sessionId,
            int cxid,
            int opCode,
            Request request,
            List<Id> authIds,
            long zxid,
            long wallMillis) {
        return prepare(head, sessionId, SessionStatus.GLOBAL, cxid, opCode, request, authIds, zxid, wallMillis);
    }

    /**
     * The transaction of one write, and what it does.
     *
     * @param head the tree after the transaction before
     * @param sessionId of the client; 0 for a write of the server itself
     * @param session what the session tracker says of that session
     * @param opCode a write, as {@link OpCode#isWrite} has it
     * @param request its body, which parsed
     * @param authIds the identities of the client's connection
     * @param zxid of the transaction, the one after {@code head}'s
     * @param wallMillis the time of the transaction, ms since 1970
     * @throws IllegalArgumentException if the operation is not a write
     */
    public Prepared prepare(
            DataTree head,
            long sessionId,
            SessionStatus session,
            int cxid,
            int opCode,
            Request request,
            List<Id> authIds,
            long zxid,
            long wallMillis) {
        if (!OpCode.isWrite(opCode)) {
            throw new IllegalArgumentException(
                    "operation: " + opCode + " " + OpCode.name(opCode) + " (expected: a write)");
        }
        WriteContext caller = new WriteContext(sessionId, session, authIds, cxid, zxid, wallMillis);
        if (opCode == OpCode.MULTI) {
            return prepareMulti(head, caller, (MultiRequest) request);
        }
        Txn txn = writes.txnFor(head, caller, opCode, request);
        if (txn instanceof ErrorTxn error) {
            return refuse(head, caller, error);
        }
        TxnHeader header = caller.header(opCode);
        return done(header, txn, head.apply(header, txn));
    }

    /**
     * The transaction of a request that was refused by somebody else: it takes the zxid and does nothing.
     *
     * @param error why, not {@link ErrorCode#OK}
     */
    public static Prepared refuse(
            DataTree head, long sessionId, int cxid, ErrorCode error, long zxid, long wallMillis) {
        WriteContext caller = new WriteContext(sessionId, SessionStatus.GLOBAL, List.of(), cxid, zxid, wallMillis);
        return refuse(head, caller, new ErrorTxn(error.code()));
    }

    /**
     * The transaction of a change of the ensemble (spec: client-protocol §5.5 steps 1, 2, 9 and 10; the others are the caller's).
     *
     * @param planned why the change cannot be, {@link ErrorCode#OK} if it can
     * @param config text of the next configuration; null if it cannot be
     */
    public Prepared reconfig(
            DataTree head,
            long sessionId,
            SessionStatus session,
            int cxid,
            ErrorCode planned,
            byte[] config,
            List<Id> authIds,
            long zxid,
            long wallMillis) {
        WriteContext caller = new WriteContext(sessionId, session, authIds, cxid, zxid, wallMillis);
        Txn txn = writes.reconfig(head, caller, planned, config);
        if (txn instanceof ErrorTxn error) {
            return refuse(head, caller, error);
        }
        TxnHeader header = caller.header(OpCode.RECONFIG);
        return done(header, txn, head.apply(header, txn));
    }

    private Prepared prepareMulti(DataTree head, WriteContext caller, MultiRequest request) {
        if (!request.isWellFormed(OpCode.MULTI)) {
            return refuse(head, caller, new ErrorTxn(ErrorCode.MARSHALLING_ERROR.code()));
        }
        MultiRules.Result result = multis.apply(head, caller, request);
        return done(caller.header(OpCode.MULTI), result.txn(), result.applied());
    }

    private static Prepared refuse(DataTree head, WriteContext caller, ErrorTxn error) {
        TxnHeader header = caller.header(OpCode.ERROR);
        return new Prepared(header, error, null, head.apply(header, error));
    }

    private static Prepared done(TxnHeader header, Txn txn, Applied applied) {
        DataTree after = applied.after();
        TxnDigest digest = after.options().digestEnabled() ? new TxnDigest(TxnDigest.VERSION, after.digest()) : null;
        return new Prepared(header, txn, digest, applied);
    }
}

package io.quorate.tests.sim.check;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeChange;
import java.util.List;

/** A transaction that some server has logged, and the history before it. All histories together form a tree. */
public final class Txn {
    final long zxid;
    final Txn previous;
    final byte[] bytes;
    final TxnEntry entry;
    DataTree after;
    List<TreeChange> changes = List.of();

    Txn(long zxid, Txn previous, byte[] bytes, TxnEntry entry) {
        this.zxid = zxid;
        this.previous = previous;
        this.bytes = bytes;
        this.entry = entry;
    }

    public long zxid() {
        return zxid;
    }

    /** The session that asked for it. */
    public long sessionId() {
        return entry.header().clientId();
    }

    public int cxid() {
        return entry.header().cxid();
    }

    public int type() {
        return entry.header().type();
    }

    /** The error of a request that was refused; 0 if it was not. */
    public int err() {
        return entry.txn() instanceof ErrorTxn error ? error.err() : 0;
    }

    /**
     * Whether the session asked for it by a server that it had left, and has perhaps closed since by another: then it has no effect, and may
     * come at any time.
     */
    boolean isFromFormerServer() {
        boolean failedMulti = entry.txn() instanceof MultiTxn multi && multi.isFailed();
        // No client here asks what cannot be read: a follower with observers refuses in that way.
        return failedMulti
                || err() == ErrorCode.SESSION_MOVED.code()
                || err() == ErrorCode.SESSION_EXPIRED.code()
                || err() == ErrorCode.MARSHALLING_ERROR.code();
    }

    public TxnEntry entry() {
        return entry;
    }

    /** The tree after it, null as long as no server has made it. */
    public DataTree after() {
        return after;
    }

    /** Whether this history ends with the other one, or has it as its beginning. */
    boolean contains(Txn other) {
        Txn at = this;
        while (at.zxid > other.zxid) {
            at = at.previous;
        }
        return at == other;
    }

    /** The last transaction that both histories have. */
    Txn commonWith(Txn other) {
        Txn one = this;
        Txn two = other;
        while (one != two) {
            if (one.zxid > two.zxid) {
                one = one.previous;
            } else {
                two = two.previous;
            }
        }
        return one;
    }

    /** The last transaction of this history that is not after a zxid. */
    Txn upTo(long last) {
        Txn at = this;
        while (at.zxid > last) {
            at = at.previous;
        }
        return at;
    }

    @Override
    public String toString() {
        return Zxid.toText(zxid)
                + (entry == null
                        ? ""
                        : " " + OpCode.name(type()) + " of 0x" + Long.toHexString(sessionId()) + "/" + cxid());
    }
}

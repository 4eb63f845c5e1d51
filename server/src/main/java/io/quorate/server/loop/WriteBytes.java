package io.quorate.server.loop;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.NodeRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.quorum.Proposal;
import io.quorate.server.meter.Keyed;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Names;
import java.util.List;

/**
 * How much is written below each of the root's children, as Apache's monitors have it: the length of the path and of the data; and what
 * quotas refuse. Belongs to the core's thread.
 */
final class WriteBytes {
    private final Names written;
    private final Names refused;

    WriteBytes(Meters meters) {
        this.written = meters.names(Keyed.WRITE_BYTES);
        this.refused = meters.names(Keyed.QUOTA_EXCEEDED);
    }

    /** Counts a transaction that was committed. */
    void count(Proposal proposal) {
        Txn txn = proposal.entry().txn();
        if (txn instanceof MultiTxn multi) {
            if (!multi.isFailed()) {
                multi.txns().forEach(each -> count(each.txn()));
            } else if (proposal.request() != null) {
                refusedIn(multi.txns(), proposal.request().body());
            }
        } else if (txn instanceof ErrorTxn error) {
            if (isQuota(error) && proposal.request() != null) {
                refused(proposal.request().body());
            }
        } else {
            count(txn);
        }
    }

    private void count(Txn txn) {
        if (txn instanceof SetDataTxn set) {
            count(set.path(), set.data());
        } else if (txn instanceof CreateTxn create) {
            count(create.path(), create.data());
        } else if (txn instanceof DeleteTxn delete) {
            count(delete.path(), null);
        } else if (txn instanceof CreateContainerTxn create) {
            count(create.path(), create.data());
        } else if (txn instanceof CreateTtlTxn create) {
            count(create.path(), create.data());
        } else if (txn instanceof CloseSessionTxn close && close.paths() != null) {
            close.paths().forEach(path -> count(path, null));
        }
    }

    private void count(String path, byte[] data) {
        written.record(path, path.length() + (data == null ? 0 : data.length));
    }

    private static boolean isQuota(ErrorTxn error) {
        return error.err() == ErrorCode.QUOTA_EXCEEDED.code();
    }

    private void refusedIn(List<SubTxn> operations, Request body) {
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).txn() instanceof ErrorTxn error
                    && isQuota(error)
                    && body instanceof MultiRequest multi) {
                refused(multi.ops().get(i).request());
            }
        }
    }

    private void refused(Request request) {
        if (request instanceof NodeRequest node && node.path() != null) {
            refused.record(node.path(), 1);
        }
    }
}

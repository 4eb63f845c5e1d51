package io.quorate.server.session;

import io.quorate.jute.OpCode;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.quorum.Proposal;
import io.quorate.tree.TreeChange;
import io.quorate.tree.request.FinalRequestProcessor;
import java.util.ArrayList;
import java.util.List;

/** Has what was committed written down, a batch at a time, if anybody wants that. Belongs to its loop. */
final class Audit {
    private final LoopSecurity security;
    private final CommitProcessor loop;
    private List<AuditTrail.Entry> entries = new ArrayList<>();

    Audit(LoopSecurity security, CommitProcessor loop) {
        this.security = security;
        this.loop = loop;
    }

    /**
     * Notes of a transaction what there is to tell, also for a client that is gone by now.
     *
     * @param origin what asked for it; null if that was nobody of this server
     */
    void note(Proposal proposal, Object origin) {
        if (security.audit() == null) {
            return;
        }
        if (origin instanceof Pending pending && pending.session.owner == loop) {
            entries.add(write(pending, proposal));
        }
        if (security.auditsSessions()
                && proposal.entry().header().type() == OpCode.CLOSE_SESSION
                && !proposal.applied().changes().isEmpty()) {
            entries.add(new AuditTrail.SessionEnd(
                    proposal.entry().header().clientId(),
                    proposal.applied().changes().stream().map(TreeChange::path).toList()));
        }
    }

    /** Hands over what was noted. */
    void handOver() {
        if (!entries.isEmpty()) {
            List<AuditTrail.Entry> batch = entries;
            entries = new ArrayList<>(batch.size());
            security.audit().take(batch);
        }
    }

    private static AuditTrail.Write write(Pending pending, Proposal proposal) {
        return new AuditTrail.Write(
                pending.session.sessionId,
                pending.session.remoteAddress(),
                pending.session.authIds,
                pending.opCode,
                pending.body,
                proposal.entry().txn(),
                isFailure(proposal));
    }

    private static boolean isFailure(Proposal proposal) {
        return proposal.entry().txn() instanceof MultiTxn multi
                ? multi.isFailed()
                : FinalRequestProcessor.replyErr(proposal.applied()) != 0;
    }
}

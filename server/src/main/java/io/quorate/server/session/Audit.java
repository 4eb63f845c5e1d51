package io.quorate.server.session;

import io.quorate.jute.OpCode;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.quorum.Proposal;
import io.quorate.tree.TreeChange;
import io.quorate.tree.request.FinalRequestProcessor;

/** Has what was committed written down, if anybody wants that. */
final class Audit {
    private Audit() {}

    /**
     * Tells of a transaction what there is to tell, also for a client that is gone by now.
     *
     * @param origin what asked for it; null if that was nobody of this server
     */
    static void of(LoopSecurity security, CommitProcessor loop, Proposal proposal, Object origin) {
        if (security.audit() != null && origin instanceof Pending pending && pending.session.owner == loop) {
            security.audit().write(write(pending, proposal));
        }
        if (security.sessionAudit() != null
                && proposal.entry().header().type() == OpCode.CLOSE_SESSION
                && !proposal.applied().changes().isEmpty()) {
            security.sessionAudit()
                    .sessionEnded(
                            proposal.entry().header().clientId(),
                            proposal.applied().changes().stream()
                                    .map(TreeChange::path)
                                    .toList());
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

package io.quorate.tests.sim;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.Zxid;

/** Notes what a run has seen of ensembles that change. */
final class ChangeMarks {
    private ChangeMarks() {}

    /** A server goes by other configurations than before. */
    static void note(Simulation simulation, SimServer server, EnsembleView before, EnsembleView after, boolean leads) {
        Marks marks = simulation.marks;
        long version = after.committed().version();
        boolean first = simulation.ledger.activated(server.sid, after.committed());
        if (first && Zxid.counter(version) > 0) {
            marks.hit(Mark.RECONFIGURED);
            if (Zxid.epoch(version) < server.process().core().status().quorum().currentEpoch()) {
                marks.hit(Mark.RECONFIGURED_LATER);
            }
            if (leads && !after.committed().isVoter(server.sid)) {
                marks.hit(Mark.LEADER_REMOVED);
            }
        }
        if (after.isChanging() && Zxid.counter(after.lastSeen().version()) > 0) {
            simulation.weather().changing(server);
        }
        if (after.lastSeen().version() < before.lastSeen().version()) {
            marks.hit(Mark.CHANGE_DISCARDED);
        }
        if (version > 0
                && before.committed().isVoter(server.sid) != after.committed().isVoter(server.sid)) {
            marks.hit(after.committed().isVoter(server.sid) ? Mark.BECAME_VOTER : Mark.NO_VOTER_ANY_MORE);
        }
    }
}

package io.quorate.tests.sim;

import io.quorate.election.ElectionOptions;
import io.quorate.jute.JuteLimits;
import io.quorate.quorum.ClientOptions;
import io.quorate.quorum.EnsembleOptions;
import io.quorate.quorum.LearnerOptions;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.RequestRules;

/** What a configuration file says elsewhere, of simulated servers. */
final class SimOptions {
    private SimOptions() {}

    static PrepRequestProcessor prep(Knobs knobs) {
        RequestRules rules = RequestRules.DEFAULT;
        return new PrepRequestProcessor(new RequestRules(
                rules.tree(),
                rules.acl(),
                rules.enforceQuota(),
                rules.closeSessionTxnEnabled(),
                knobs.reconfigEnabled));
    }

    static EnsembleOptions ensemble(Knobs knobs) {
        ElectionOptions election = ElectionOptions.defaults()
                .withFastFinish(knobs.fastFinish)
                .withNotificationIntervals(Math.min(200, knobs.notificationMillisMax), knobs.notificationMillisMax);
        return new EnsembleOptions(
                knobs.initLimitTicks,
                knobs.syncLimitTicks,
                knobs.initLimitTicks,
                knobs.commitLogCount,
                JuteLimits.DEFAULT_LENGTH_LIMIT,
                knobs.observerLogs,
                knobs.leaderServes,
                knobs.reconfigEnabled,
                true,
                new ClientOptions(knobs.localSessions, knobs.localSessions, knobs.readOnlyMode),
                election,
                new LearnerOptions(false, logShare(knobs), 10, 100, -1, 100, 0, observerPort(knobs)),
                knobs.lastCounter);
    }

    private static int observerPort(Knobs knobs) {
        return knobs.observerMasters ? Simulation.OBSERVER_PORT : 0;
    }

    /** The less is remembered, the more is in the log only. */
    private static double logShare(Knobs knobs) {
        return switch (knobs.commitLogCount) {
            case 3, 40 -> 0;
            case 10 -> -1;
            default -> 0.33;
        };
    }
}

package io.quorate.quorum;

/** The attempts of a learner to connect to its leader: a few, with pauses, within a limit (spec: zab-protocol §4). */
final class LeaderDial {
    private static final int TRIES_MAX = 5;

    private final PeerContext context;
    private final Runnable connect;
    private int tries;
    private long againMillis = Long.MAX_VALUE;
    private long deadlineMillis = Long.MAX_VALUE;

    /** @param connect makes one attempt */
    LeaderDial(PeerContext context, Runnable connect) {
        this.context = context;
        this.connect = connect;
    }

    void start(long delayMillis) {
        deadlineMillis = context.nowMillis + delayMillis + context.ensemble.connectLimitTicks() * context.tickMillis();
        if (delayMillis == 0) {
            attempt();
        } else {
            againMillis = context.nowMillis + delayMillis;
        }
    }

    private void attempt() {
        againMillis = Long.MAX_VALUE;
        tries++;
        connect.run();
    }

    /** An attempt has failed; whether there will be another one. */
    boolean goesOn() {
        if (tries >= TRIES_MAX || isLate()) {
            return false;
        }
        againMillis = context.nowMillis + context.ensemble.learners().connectAgainMillis();
        return true;
    }

    /** Whether the limit has passed. */
    boolean isLate() {
        return context.nowMillis >= deadlineMillis;
    }

    /** Begins the next attempt if its time has come. */
    boolean tryAgain() {
        boolean due = context.nowMillis >= againMillis;
        if (due) {
            attempt();
        }
        return due;
    }

    /** The connection is made. */
    void done() {
        deadlineMillis = Long.MAX_VALUE;
    }

    long nextDeadlineMillis() {
        return Math.min(deadlineMillis, againMillis);
    }
}

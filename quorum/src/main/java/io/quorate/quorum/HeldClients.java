package io.quorate.quorum;

import io.quorate.tree.DataTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * This server's clients while the leadership changes. When it ends in an orderly way ({@link HandOver}) they are not sent away:
 * their connections stay, what they ask waits, and what was handed to the core and not answered is handed to it again under the next
 * leader. That is only done if nothing is missed: if the tree that is served then is the one that was served before, or if the
 * transactions in between are at hand. And not for long, since this server may be the one that is cut off.
 */
final class HeldClients {
    private static final long NOBODY = -1;

    private final ClientEffects effects;
    /** What clients who took up a session here have agreed on, ms; the tree knows what was agreed when the session was made. */
    private final Map<Long, Integer> timeouts = new HashMap<>();

    private long zxid = NOBODY;
    private long deadlineMillis = Long.MAX_VALUE;

    HeldClients(ClientEffects effects) {
        this.effects = effects;
    }

    /** The timeouts of the sessions that came here, ms; to be kept by whoever talks to the clients. */
    Map<Long, Integer> timeouts() {
        return timeouts;
    }

    /**
     * Has the clients wait.
     *
     * @param lastZxid what they have been served
     * @param untilMillis when they are sent away at the latest
     */
    void hold(long lastZxid, long untilMillis) {
        zxid = lastZxid;
        deadlineMillis = untilMillis;
        effects.holdClients();
    }

    /** Whether clients wait who have been served exactly this. */
    boolean areHeldAt(long lastZxid) {
        return zxid != NOBODY && zxid == lastZxid;
    }

    /** Whether clients wait. */
    boolean areHeld() {
        return zxid != NOBODY;
    }

    /**
     * Serves clients from now on.
     *
     * @param since the transactions from what the waiting clients were served to this tree; null if that is not known
     */
    void serve(DataTree tree, List<Proposal> since) {
        if (areHeld() && since != null) {
            letGo();
            // What the old leader had not made by its end is asked for again, under another id.
            timeouts.keySet().removeIf(sessionId -> !tree.hasSession(sessionId));
            if (!since.isEmpty()) {
                effects.publish(since);
            }
            effects.resumeClients(tree);
        } else {
            release();
            effects.serve(tree);
        }
    }

    /** Sends waiting clients away if there are any. */
    void release() {
        if (areHeld()) {
            stop();
        }
    }

    /** Serves clients no longer. */
    void stop() {
        letGo();
        timeouts.clear();
        effects.stopServing();
    }

    private void letGo() {
        zxid = NOBODY;
        deadlineMillis = Long.MAX_VALUE;
    }

    void onTime(long nowMillis) {
        if (nowMillis >= deadlineMillis) {
            release();
        }
    }

    long nextDeadlineMillis() {
        return deadlineMillis;
    }
}

package io.quorate.quorum;

import java.util.ArrayList;
import java.util.List;

/** What a learner has to tell its clients' side: of committed transactions, once it serves; and what led there, if clients wait. */
final class Publication {
    /** With more in between clients are better off with a new connection than with a flood. */
    private static final int CAUGHT_UP_MAX = 1_000;

    private final PeerContext context;
    private final List<Proposal> toPublish = new ArrayList<>();
    private boolean serving;
    /** The transactions since what the waiting clients were served; null if they are not known to be all. */
    private List<Proposal> since;

    Publication(PeerContext context) {
        this.context = context;
    }

    /** The leader sends just what this server lacks. */
    void begin() {
        since = context.clients.areHeldAt(context.database.committed().lastZxid()) ? new ArrayList<>() : null;
    }

    /** A transaction is committed. */
    void add(Proposal committed) {
        if (serving) {
            toPublish.add(committed);
        } else if (since != null) {
            since.add(committed);
            since = since.size() > CAUGHT_UP_MAX ? null : since;
        }
    }

    /** Clients are served from now on. */
    void serve() {
        serving = true;
        context.clients.serve(context.database.committed(), since);
        since = null;
    }

    /** Hands over what was added. */
    void flush() {
        if (!toPublish.isEmpty()) {
            context.effects.publish(List.copyOf(toPublish));
            toPublish.clear();
        }
    }
}

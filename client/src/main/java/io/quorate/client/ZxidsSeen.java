package io.quorate.client;

/** How much of the ensemble's history a session has been told. Belongs to the session's event loop. */
final class ZxidsSeen {
    private long last;
    private long events;

    /** @param last what the application has seen before, through another client */
    ZxidsSeen(long last) {
        this.last = last;
    }

    /** The state up to here was shown to the application: a server that is behind will not do. */
    long last() {
        return last;
    }

    /** All events up to here have come: only replies tell, since of several events of one zxid some may be missing. */
    long events() {
        return events;
    }

    void onReply(long zxid) {
        onEvent(zxid);
        events = Math.max(events, zxid);
    }

    void onEvent(long zxid) {
        last = Math.max(last, zxid);
    }
}

package io.quorate.server.session;

import io.quorate.jute.Zxid;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.tree.DataTree;

/** Who may have a session. */
final class Admission {
    private Admission() {}

    /** Why this client cannot be served from this tree now; null if it can. */
    static String objection(ConnectRequest connect, DataTree view, boolean readOnly, int sessionsMax) {
        if (readOnly && !connect.readOnly()) {
            return "this server only serves reads at the moment, and it has not asked for that";
        }
        if (connect.lastZxidSeen() > view.lastZxid()) {
            // Answering would let the client see the past; without an answer it tries another server.
            return "it has seen zxid " + Zxid.toText(connect.lastZxidSeen()) + ", this server only "
                    + Zxid.toText(view.lastZxid());
        }
        if (readOnly && view.hasSession(connect.sessionId())) {
            // Only a leader knows whether it has expired. Without an answer the client keeps it for when there is one.
            return "its session is one of the whole ensemble, which this server cannot speak for at the moment";
        }
        return sessionsMax > 0 && connect.sessionId() == 0 && view.sessionCount() >= sessionsMax
                ? "there are " + view.sessionCount() + " sessions, as many as maxSessions allows"
                : null;
    }
}

package io.quorate.server.session;

import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import java.util.List;

/** The way from an io loop to the core. Calls are collected and handed over once per iteration of the loop. */
public interface CoreLink {
    /** Hands in a request for the leader. */
    void submit(Request request);

    /** Hands in a client's wish to go on with its session. */
    void reopen(Reopen reopen);

    /** Notes that these sessions were heard of since the last call. */
    void touched(List<Long> sessionIds);
}

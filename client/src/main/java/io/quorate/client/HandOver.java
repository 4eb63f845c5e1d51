package io.quorate.client;

import java.util.concurrent.CompletableFuture;

/** The wish to have a session go on in another client. Belongs to the session's event loop. */
final class HandOver {
    private final Callbacks callbacks;
    /** Null unless the session is to go on elsewhere. */
    private CompletableFuture<SessionTicket> result;

    HandOver(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    boolean isWanted() {
        return result != null;
    }

    void want(CompletableFuture<SessionTicket> ticket) {
        result = ticket;
    }

    void done(SessionTicket ticket) {
        callbacks.complete(result, ticket);
    }

    /** The session has ended in another way. */
    void fail(KeeperException cause) {
        if (result != null) {
            callbacks.fail(result, cause);
        }
    }
}

package io.quorate.client;

import io.quorate.jute.proto.AuthRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The credentials of a session, which every new connection must show again, and the replies that are due (spec: client-protocol
 * §9). Belongs to the session's event loop.
 */
final class AuthList {
    private final List<Credential> credentials = new ArrayList<>();
    /** Sent on this connection and not answered. Replies come in this order, but may overtake those of other requests. */
    private final Queue<Credential> unanswered = new ArrayDeque<>();

    /** One credential; the future completes when a server has accepted it for the first time. */
    record Credential(AuthRequest request, CompletableFuture<Void> accepted) {
        boolean sameAs(AuthRequest other) {
            return request.scheme().equals(other.scheme()) && Arrays.equals(request.auth(), other.auth());
        }
    }

    /** Remembers a credential, once however often it is added. */
    Credential add(AuthRequest request) {
        for (Credential each : credentials) {
            if (each.sameAs(request)) {
                return each;
            }
        }
        Credential added = new Credential(request, new CompletableFuture<>());
        credentials.add(added);
        return added;
    }

    List<Credential> all() {
        return credentials;
    }

    void onSent(Credential credential) {
        unanswered.add(credential);
    }

    /** The credential that a reply is for; null if none is due. */
    Credential onReply() {
        return unanswered.poll();
    }

    void onDisconnected() {
        unanswered.clear();
    }

    /** The session has ended: fails what no server has accepted. */
    void end(KeeperException cause, Callbacks callbacks) {
        onDisconnected();
        credentials.forEach(each -> callbacks.fail(each.accepted(), cause));
        credentials.clear();
    }
}

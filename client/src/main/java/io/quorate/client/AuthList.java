package io.quorate.client;

import io.quorate.jute.ErrorCode;
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

    /** Those who wait for an answer, and until when, in ms of the session's clock; the first to be due first. */
    private final Queue<Waiting> waiting = new ArrayDeque<>(1);

    private record Waiting(String scheme, CompletableFuture<Void> result, long deadline) {}

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

    /** Fails the result if it has no answer by then. The credential stays: nobody can know what the server makes of it. */
    void expireAt(String scheme, CompletableFuture<Void> result, long deadline) {
        waiting.add(new Waiting(scheme, result, deadline));
    }

    /** When the next of those who wait runs out of time. */
    long nextTimeout() {
        Waiting next = waiting.peek();
        return next == null ? Long.MAX_VALUE : next.deadline();
    }

    void onTime(long now, Callbacks callbacks) {
        for (Waiting next = waiting.peek(); next != null && next.deadline() <= now; next = waiting.peek()) {
            waiting.remove();
            if (!next.result().isDone()) {
                callbacks.fail(
                        next.result(),
                        KeeperException.because(
                                ErrorCode.REQUEST_TIMEOUT,
                                null,
                                "addAuth " + next.scheme()
                                        + ": no answer in time; the credential goes to every server"));
            }
        }
    }

    List<Credential> all() {
        return credentials;
    }

    void onSent(Credential credential) {
        unanswered.add(credential);
    }

    /** Takes a reply. Returns whether it is not a refusal, which ends the session. */
    boolean onReply(int err, Callbacks callbacks) {
        Credential credential = unanswered.poll();
        if (err == 0 && credential != null) {
            callbacks.complete(credential.accepted(), null);
        }
        return err == 0;
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

package io.quorate.server.admin;

import io.quorate.quorum.PeerStatus;
import io.quorate.server.loop.DiskWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Whether this server is alive, and whether it is ready, for those who start servers again and those who send clients to them.
 *
 * <p><b>Alive</b>: every thread that serves somebody has turned within {@value #TURN_MILLIS} ms. A server that is not will hardly get
 * better by itself: start it again. A server that looks for a leader, or waits for its disk, is alive. <b>Ready</b>: it serves clients,
 * writes included: it is alone, or has a leader and has caught up with it, and the
 * disk of its log does not hang. Safe on any thread; answers within {@value #TURN_MILLIS} ms.
 */
public final class Health {
    /** How long a thread may take to turn, ms. */
    public static final int TURN_MILLIS = 2_000;

    private final Inspector inspector;
    private final int turnMillis;

    /** The health of this server. */
    public Health(Inspector inspector) {
        this(inspector, TURN_MILLIS);
    }

    Health(Inspector inspector, int turnMillis) {
        this.inspector = inspector;
        this.turnMillis = turnMillis;
    }

    /**
     * An answer.
     *
     * @param good whether it is alive, or ready
     * @param keys what is to be told, for JSON; {@code reason} is null if it is good
     */
    public record Verdict(boolean good, Map<String, Object> keys) {}

    /** Whether it is alive. */
    public CompletableFuture<Verdict> alive() {
        return inspector.stuck(turnMillis).thenApply(stuck -> verdict("alive", "stuck", stuckReason(stuck)));
    }

    /**
     * Whether it is ready.
     *
     * @param readsSuffice whether a server that only serves reads counts
     */
    public CompletableFuture<Verdict> ready(boolean readsSuffice) {
        CompletableFuture<List<String>> stuck = inspector.stuck(turnMillis);
        CompletableFuture<PeerStatus> status = inspector.statusWithin(turnMillis);
        return stuck.thenCombine(status, (threads, peer) -> {
            String reason = stuckReason(threads);
            reason = reason != null ? reason : notServing(peer, readsSuffice);
            Verdict verdict = verdict("ready", "not ready", reason != null ? reason : hangingDisk());
            if (peer != null) {
                verdict.keys().put("mode", Standing.modeOrLooking(peer));
            }
            return verdict;
        });
    }

    private String stuckReason(List<String> threads) {
        return threads.isEmpty()
                ? null
                : "no turn within " + turnMillis + " ms of the threads: " + String.join(", ", threads);
    }

    private static String notServing(PeerStatus peer, boolean readsSuffice) {
        if (peer == null) {
            return "the thread of the protocol does not answer";
        }
        if (!Standing.isServing(peer)) {
            return "it has no leader, or has not caught up with it: " + Standing.peerState(peer.quorum());
        }
        return Standing.isReadOnly(peer) && !readsSuffice ? "it has no leader and only serves reads" : null;
    }

    private String hangingDisk() {
        long busy = inspector.metrics().logBusyMillis();
        return busy > DiskWatch.HANGS_MILLIS
                ? "the disk of the transaction log has not answered for " + busy + " ms"
                : null;
    }

    private static Verdict verdict(String good, String bad, String reason) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("status", reason == null ? good : bad);
        keys.put("reason", reason);
        return new Verdict(reason == null, keys);
    }
}

package io.quorate.server.admin;

import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerStatus;
import io.quorate.server.config.AdminConfig;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.LogCopy;
import io.quorate.txnlog.LogRange;
import io.quorate.txnlog.TxnLogException;
import io.quorate.txnlog.TxnRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The commands of the HTTP server that hand out data or change something, for those whom {@link AdminAccess} lets in (spec: admin-interfaces §2).
 *
 * <ul>
 *   <li>{@code snapshot}: the whole tree, exactly as it was after one transaction, as a snapshot file. As Apache's.
 *   <li>{@code transactions?after=0x..}: what was committed since, as a log file. Ours: what an incremental backup needs.
 *   <li>{@code stat_reset}, {@code connection_stat_reset}: as Apache's, which anybody may give. {@code admin.resetNeedsAuth=false} has
 *       that.
 *   <li>{@code shed_connections}: closes a part of the connections. As that of Apache's that comes after 3.9.
 *   <li>{@code restore}: always refused. Apache's changes the memory of one server behind the backs of the others.
 * </ul>
 *
 * Safe on any thread.
 */
public final class GuardedCommands {
    /** The words of a transaction log that one answer may have; who wants more asks again. */
    private static final int TRANSACTION_BYTES_MAX = 16 << 20;

    private static final int OK = 200;
    private static final int NOTHING_NEW = 204;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private static final String SNAPSHOT = "snapshot";
    private static final String TRANSACTIONS = "transactions";
    private static final String RESTORE = "restore";
    private static final String SHED = "shed_connections";
    /** The others are asked for with GET. */
    private static final Set<String> POSTED = Set.of(RESTORE, SHED);

    private static final Map<String, String> NAMES = Map.of(
            SNAPSHOT,
            SNAPSHOT,
            "snap",
            SNAPSHOT,
            TRANSACTIONS,
            TRANSACTIONS,
            "txns",
            TRANSACTIONS,
            RESTORE,
            RESTORE,
            "rest",
            RESTORE,
            SHED,
            SHED,
            "shed",
            SHED);

    private static final String RESTORE_REFUSED =
            "A server is not restored while it runs: the others of its ensemble would"
                    + " keep what they have. Stop the servers, all of them, and use bin/zkBackup.sh restore on each";

    private static final Set<String> RESETS = Set.of("stat_reset", "srst", "connection_stat_reset", "crst");

    private final Inspector inspector;
    private final AdminCommands open;
    private final AdminAccess access;
    private final AdminConfig config;
    private final Function<DataTree, CompletableFuture<FileSnap.Saved>> snapshots;
    private final Log logged;
    private final RateLimit limit;
    private final ShedConnections connections;

    /** The log on disk. */
    @FunctionalInterface
    public interface Log {
        /** As {@link LogRange#openBehind}. */
        LogRange open(long afterZxid, long throughZxid) throws IOException;
    }

    /**
     * What is to be answered.
     *
     * @param status of HTTP
     * @param headers beside the usual ones
     * @param keys for the body as JSON; null if {@code file} or {@code bytes} are the body, or there is none
     * @param file the body, or null
     * @param bytes the body, or null
     */
    public record Answer(int status, Map<String, String> headers, Map<String, Object> keys, Path file, byte[] bytes) {}

    /**
     * The commands.
     *
     * @param open answers the resets when they are allowed
     * @param snapshots saves a tree among the server's own snapshots
     */
    public GuardedCommands(
            Inspector inspector,
            AdminCommands open,
            AdminAccess access,
            AdminConfig config,
            Function<DataTree, CompletableFuture<FileSnap.Saved>> snapshots,
            Log logged) {
        this.inspector = inspector;
        this.open = open;
        this.access = access;
        this.config = config;
        this.snapshots = snapshots;
        this.logged = logged;
        this.limit = new RateLimit(config.rateLimiterMillis());
        this.connections = new ShedConnections(inspector);
    }

    /** The names of the commands that nobody else answers. */
    public static List<String> names() {
        return List.of(RESTORE, SHED, SNAPSHOT, TRANSACTIONS);
    }

    /** Whether a word is the name or the short name of one of these commands. */
    public boolean knows(String word) {
        return NAMES.containsKey(word) || (config.resetNeedsAuth() && RESETS.contains(word));
    }

    /**
     * Answers a command.
     *
     * @param word its name
     * @param get whether it came with GET, not with POST
     * @param arguments the words behind the question mark
     * @param authorization the header; null if there was none
     * @param address who asks, as text
     */
    public CompletableFuture<Answer> answer(
            String word, boolean get, Map<String, String> arguments, String authorization, String address) {
        String command = NAMES.getOrDefault(word, word);
        if (get == POSTED.contains(command)) {
            return now(refused(command, METHOD_NOT_ALLOWED, "This command is given with " + (get ? "POST" : "GET")));
        }
        return inspector.peer().thenCompose(status -> {
            Answer denied = denied(command, access.judge(authorization, address, status.committed()));
            if (denied != null) {
                return now(denied);
            }
            return switch (command) {
                case SNAPSHOT -> snapshot(arguments, status);
                case TRANSACTIONS -> transactions(arguments, status);
                case RESTORE -> now(refused(RESTORE, UNAVAILABLE, RESTORE_REFUSED));
                case SHED -> shed(arguments, status);
                default -> open.answer(word, arguments).thenApply(keys -> new Answer(OK, Map.of(), keys, null, null));
            };
        });
    }

    private static Answer denied(String command, AdminAccess.Verdict verdict) {
        return switch (verdict) {
            case NOTHING_SAID -> refused(command, UNAUTHORIZED, "Auth info is missing for the command");
            case NOT_AUTHENTICATED -> refused(command, UNAUTHORIZED, "Not authenticated");
            case NOT_AUTHORIZED -> refused(
                    command,
                    FORBIDDEN,
                    "Not authorized: only the super user may, and those whom an ACL of / gives all permissions by name");
            case GRANTED -> null;
        };
    }

    private CompletableFuture<Answer> shed(Map<String, String> arguments, PeerStatus status) {
        if (!Standing.isServing(status)) {
            return now(refused(SHED, UNAVAILABLE, Standing.NOT_SERVING));
        }
        int percentage;
        try {
            percentage = ShedConnections.percentage(arguments);
        } catch (IllegalArgumentException e) {
            return now(refused(SHED, BAD_REQUEST, e.getMessage()));
        }
        return connections.shed(percentage).thenApply(keys -> {
            keys.putAll(keys(SHED, null));
            return new Answer(OK, Map.of(), keys, null, null);
        });
    }

    private CompletableFuture<Answer> snapshot(Map<String, String> arguments, PeerStatus status) {
        if (!config.snapshotEnabled()) {
            return now(refused(SNAPSHOT, UNAVAILABLE, "admin.snapshot.enabled is false"));
        }
        if (!Standing.isServing(status)) {
            return now(refused(SNAPSHOT, UNAVAILABLE, Standing.NOT_SERVING));
        }
        if (!limit.take(System.nanoTime())) {
            inspector.metrics().snapshotLimited();
            return now(refused(
                    SNAPSHOT,
                    TOO_MANY_REQUESTS,
                    "One snapshot is handed out in " + config.rateLimiterMillis()
                            + " ms (admin.rateLimiterIntervalInMS)"));
        }
        boolean streaming = !"false".equals(arguments.get("streaming"));
        return snapshots
                .apply(status.committed())
                .thenApply(saved -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    headers.put("last_zxid", Zxid.toText(saved.zxid()));
                    headers.put("snapshot_size", Long.toString(saved.bytes()));
                    // Ours: snapshots may be compressed, which their names tell.
                    headers.put("snapshot_name", saved.path().getFileName().toString());
                    return streaming
                            ? new Answer(OK, headers, null, saved.path(), null)
                            : new Answer(OK, headers, keys(SNAPSHOT, null), null, null);
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        limit.giveBack();
                    }
                });
    }

    private CompletableFuture<Answer> transactions(Map<String, String> arguments, PeerStatus status) {
        if (!config.snapshotEnabled()) {
            return now(refused(TRANSACTIONS, UNAVAILABLE, "admin.snapshot.enabled is false"));
        }
        if (!Standing.isServing(status)) {
            return now(refused(TRANSACTIONS, UNAVAILABLE, Standing.NOT_SERVING));
        }
        long after;
        try {
            after = Long.decode(arguments.getOrDefault("after", ""));
        } catch (NumberFormatException e) {
            return now(refused(TRANSACTIONS, BAD_REQUEST, "after: a zxid is expected, such as after=0x100000005"));
        }
        long through = status.committed().lastZxid();
        if (after >= through) {
            return now(new Answer(NOTHING_NEW, Map.of("last_zxid", Zxid.toText(through)), null, null, null));
        }
        return inspector.compute(() -> committedBetween(after, through));
    }

    /** Only what is committed: what lies behind it in the log may be dropped again. */
    private Answer committedBetween(long after, long through) {
        List<byte[]> txns = new ArrayList<>();
        long bytes = 0;
        long last = after;
        try (LogRange range = logged.open(after, through)) {
            for (TxnRecord record = next(range, txns.isEmpty());
                    record != null && bytes < TRANSACTION_BYTES_MAX;
                    record = next(range, false)) {
                txns.add(record.bytes());
                bytes += record.bytes().length;
                last = record.zxid();
            }
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("last_zxid", Zxid.toText(last));
            headers.put("committed_zxid", Zxid.toText(through));
            headers.put("transactions", Integer.toString(txns.size()));
            return new Answer(OK, headers, null, null, LogCopy.toBytes(txns));
        } catch (TxnLogException e) {
            return refused(
                    TRANSACTIONS,
                    GONE,
                    "The log of this server does not lead on from zxid " + Zxid.toText(after) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Null, too, where the log ends for the moment, before what others have on their disks already; unless nothing came before. */
    private static TxnRecord next(LogRange range, boolean first) throws IOException {
        try {
            return range.next();
        } catch (TxnLogException e) {
            if (first) {
                throw e;
            }
            return null;
        }
    }

    private static Answer refused(String command, int status, String why) {
        return new Answer(status, Map.of(), keys(command, why), null, null);
    }

    private static Map<String, Object> keys(String command, String error) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("command", command);
        keys.put("error", error);
        return keys;
    }

    private static CompletableFuture<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}

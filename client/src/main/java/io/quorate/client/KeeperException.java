package io.quorate.client;

import io.quorate.jute.ErrorCode;
import java.util.List;

/**
 * A request that failed: an answer of the server, or the loss of the connection or session that it was made on.
 *
 * <p>After {@link ErrorCode#CONNECTION_LOSS} the client cannot know whether the request took effect. Instances that complete a
 * future carry no stack trace, since that of the event loop tells nothing; those thrown by {@link BlockingZooKeeper} do.
 */
public class KeeperException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String path;
    private final transient List<OpResult> results;

    KeeperException(ErrorCode code, String path) {
        this(code, path, message(code, path));
    }

    KeeperException(ErrorCode code, String path, String message) {
        this(code, path, message, List.of(), null, false);
    }

    private KeeperException(
            ErrorCode code, String path, String message, List<OpResult> results, Throwable cause, boolean stackTrace) {
        super(message, cause, true, stackTrace);
        this.code = code;
        this.path = path;
        this.results = results;
    }

    /** The failure of a multi: its first failing operation gives code and path. */
    static KeeperException ofMulti(ErrorCode code, String path, List<OpResult> results) {
        return new KeeperException(code, path, message(code, path), results, null, false);
    }

    /** The same failure with the stack trace of the calling thread. */
    KeeperException here() {
        return new KeeperException(code, path, getMessage(), results, this, true);
    }

    /** Why the request failed. */
    public ErrorCode code() {
        return code;
    }

    /** The path of the request as the client names it; null if it had none. */
    public String path() {
        return path;
    }

    /** One result for each operation of a failed multi, all of them {@link OpResult.Failed}; empty for other requests. */
    public List<OpResult> results() {
        return results == null ? List.of() : results;
    }

    private static String message(ErrorCode code, String path) {
        String text = "KeeperErrorCode = " + text(code);
        return path == null ? text : text + " for " + path;
    }

    /** The code's name in messages, on which operators' scripts match. */
    private static String text(ErrorCode code) {
        return switch (code) {
            case OK -> "ok";
            case SYSTEM_ERROR -> "SystemError";
            case RUNTIME_INCONSISTENCY -> "RuntimeInconsistency";
            case DATA_INCONSISTENCY -> "DataInconsistency";
            case CONNECTION_LOSS -> "ConnectionLoss";
            case MARSHALLING_ERROR -> "MarshallingError";
            case UNIMPLEMENTED -> "Unimplemented";
            case OPERATION_TIMEOUT -> "OperationTimeout";
            case BAD_ARGUMENTS -> "BadArguments";
            case UNKNOWN_SESSION -> "UnknownSession";
            case NEW_CONFIG_NO_QUORUM -> "NewConfigNoQuorum";
            case RECONFIG_IN_PROGRESS -> "ReconfigInProgress";
            case API_ERROR -> "APIError";
            case NO_NODE -> "NoNode";
            case NO_AUTH -> "NoAuth";
            case BAD_VERSION -> "BadVersion";
            case NO_CHILDREN_FOR_EPHEMERALS -> "NoChildrenForEphemerals";
            case NODE_EXISTS -> "NodeExists";
            case NOT_EMPTY -> "Directory not empty";
            case SESSION_EXPIRED -> "Session expired";
            case INVALID_CALLBACK -> "Invalid callback";
            case INVALID_ACL -> "InvalidACL";
            case AUTH_FAILED -> "AuthFailed";
            case SESSION_MOVED -> "Session moved";
            case NOT_READ_ONLY -> "Not a read-only call";
            case EPHEMERAL_ON_LOCAL_SESSION -> "Ephemeral node on local session";
            case NO_WATCHER -> "No such watcher";
            case REQUEST_TIMEOUT -> "RequestTimeout";
            case RECONFIG_DISABLED -> "Reconfig is disabled";
            case SESSION_CLOSED_REQUIRE_SASL_AUTH -> "Session closed because client failed to authenticate";
            case QUOTA_EXCEEDED -> "Quota has exceeded";
            case THROTTLED_OP -> "Op throttled due to high load";
        };
    }
}

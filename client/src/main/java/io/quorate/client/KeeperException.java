package io.quorate.client;

import io.quorate.jute.ErrorCode;
import java.util.List;

/**
 * A request that failed: an answer of the server, or the loss of the connection or session that it was made on. Each code has a
 * class of its own to catch.
 *
 * <p>After {@link ConnectionLossException} and {@link RequestTimeoutException} the client cannot know whether the request took
 * effect. Instances that complete a future carry no stack trace, since that of the event loop tells nothing; those thrown by {@link
 * BlockingZooKeeper} do.
 */
public abstract sealed class KeeperException extends Exception {
    /** The zxid of failures that no server has answered with. */
    public static final long NO_ZXID = -1;

    private static final long serialVersionUID = 1;

    private final transient Failure failure;
    private final ErrorCode code;
    private final String path;

    private KeeperException(Failure failure) {
        super(failure.message(), failure.cause(), true, failure.cause() != null);
        this.failure = failure;
        this.code = failure.code();
        this.path = failure.path();
    }

    /**
     * What there is to tell.
     *
     * @param path may be null
     * @param zxid of the reply
     * @param results of the operations of a multi
     * @param cause the same failure on another thread, or null
     */
    private record Failure(
            ErrorCode code, String path, String message, long zxid, List<OpResult> results, KeeperException cause) {}

    static KeeperException of(ErrorCode code, String path) {
        return of(code, path, message(code, path));
    }

    static KeeperException of(ErrorCode code, String path, String message) {
        return of(new Failure(code, path, message, NO_ZXID, List.of(), null));
    }

    /** The answer of a server. */
    static KeeperException ofReply(ErrorCode code, String path, long zxid) {
        return of(new Failure(code, path, message(code, path), zxid, List.of(), null));
    }

    /** The usual message, and why. */
    static KeeperException because(ErrorCode code, String path, String why) {
        return of(code, path, message(code, path) + ": " + why);
    }

    /** The failure of a multi: its first failing operation gives code and path. */
    static KeeperException ofMulti(ErrorCode code, String path, List<OpResult> results) {
        return of(new Failure(code, path, message(code, path), NO_ZXID, results, null));
    }

    private static KeeperException of(Failure failure) {
        return switch (failure.code()) {
            case SYSTEM_ERROR -> new SystemErrorException(failure);
            case RUNTIME_INCONSISTENCY -> new RuntimeInconsistencyException(failure);
            case DATA_INCONSISTENCY -> new DataInconsistencyException(failure);
            case CONNECTION_LOSS -> new ConnectionLossException(failure);
            case MARSHALLING_ERROR -> new MarshallingErrorException(failure);
            case UNIMPLEMENTED -> new UnimplementedException(failure);
            case OPERATION_TIMEOUT -> new OperationTimeoutException(failure);
            case BAD_ARGUMENTS -> new BadArgumentsException(failure);
            case UNKNOWN_SESSION -> new UnknownSessionException(failure);
            case NEW_CONFIG_NO_QUORUM -> new NewConfigNoQuorumException(failure);
            case RECONFIG_IN_PROGRESS -> new ReconfigInProgressException(failure);
            case API_ERROR -> new ApiErrorException(failure);
            case NO_NODE -> new NoNodeException(failure);
            case NO_AUTH -> new NoAuthException(failure);
            case BAD_VERSION -> new BadVersionException(failure);
            case NO_CHILDREN_FOR_EPHEMERALS -> new NoChildrenForEphemeralsException(failure);
            case NODE_EXISTS -> new NodeExistsException(failure);
            case NOT_EMPTY -> new NotEmptyException(failure);
            case SESSION_EXPIRED -> new SessionExpiredException(failure);
            case INVALID_CALLBACK -> new InvalidCallbackException(failure);
            case INVALID_ACL -> new InvalidAclException(failure);
            case AUTH_FAILED -> new AuthFailedException(failure);
            case SESSION_MOVED -> new SessionMovedException(failure);
            case NOT_READ_ONLY -> new NotReadOnlyException(failure);
            case EPHEMERAL_ON_LOCAL_SESSION -> new EphemeralOnLocalSessionException(failure);
            case NO_WATCHER -> new NoWatcherException(failure);
            case REQUEST_TIMEOUT -> new RequestTimeoutException(failure);
            case RECONFIG_DISABLED -> new ReconfigDisabledException(failure);
            case SESSION_CLOSED_REQUIRE_SASL_AUTH -> new SessionClosedRequireSaslAuthException(failure);
            case QUOTA_EXCEEDED -> new QuotaExceededException(failure);
            case THROTTLED_OP -> new ThrottledOpException(failure);
            case OK -> throw new IllegalArgumentException("a failure with the code OK");
        };
    }

    /** The same failure as the answer with this zxid. */
    KeeperException at(long zxid) {
        return of(new Failure(code, path, getMessage(), zxid, results(), null));
    }

    /** The same failure with the stack trace of the calling thread. */
    KeeperException here() {
        return of(new Failure(code, path, getMessage(), zxid(), results(), this));
    }

    /** Why the request failed. */
    public ErrorCode code() {
        return code;
    }

    /** The path of the request as the client names it; null if it had none. */
    public String path() {
        return path;
    }

    /**
     * The zxid in the server's answer: a failed write has one of its own, a failed read that of the last change the server had seen.
     * {@link #NO_ZXID} if no server has answered.
     */
    public long zxid() {
        return failure == null ? NO_ZXID : failure.zxid();
    }

    /** One result for each operation of a failed multi, all of them {@link OpResult.Failed}; empty for other requests. */
    public List<OpResult> results() {
        return failure == null ? List.of() : failure.results();
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

    /** A server failed within. */
    public static final class SystemErrorException extends KeeperException {
        private static final long serialVersionUID = 1;

        SystemErrorException(Failure failure) {
            super(failure);
        }
    }

    /** An operation of a multi was not done because another failed. */
    public static final class RuntimeInconsistencyException extends KeeperException {
        private static final long serialVersionUID = 1;

        RuntimeInconsistencyException(Failure failure) {
            super(failure);
        }
    }

    /** A server found its data contradictory. */
    public static final class DataInconsistencyException extends KeeperException {
        private static final long serialVersionUID = 1;

        DataInconsistencyException(Failure failure) {
            super(failure);
        }
    }

    /** The connection was lost, or none could be had: the request may or may not have taken effect. */
    public static final class ConnectionLossException extends KeeperException {
        private static final long serialVersionUID = 1;

        ConnectionLossException(Failure failure) {
            super(failure);
        }
    }

    /** A request or reply could not be read. */
    public static final class MarshallingErrorException extends KeeperException {
        private static final long serialVersionUID = 1;

        MarshallingErrorException(Failure failure) {
            super(failure);
        }
    }

    /** The server does not know, or does not allow, the request. */
    public static final class UnimplementedException extends KeeperException {
        private static final long serialVersionUID = 1;

        UnimplementedException(Failure failure) {
            super(failure);
        }
    }

    /** Never sent by servers of 3.9. */
    public static final class OperationTimeoutException extends KeeperException {
        private static final long serialVersionUID = 1;

        OperationTimeoutException(Failure failure) {
            super(failure);
        }
    }

    /** The request cannot be right, whatever the tree looks like. */
    public static final class BadArgumentsException extends KeeperException {
        private static final long serialVersionUID = 1;

        BadArgumentsException(Failure failure) {
            super(failure);
        }
    }

    /** The server does not know the session. */
    public static final class UnknownSessionException extends KeeperException {
        private static final long serialVersionUID = 1;

        UnknownSessionException(Failure failure) {
            super(failure);
        }
    }

    /** The members to be have no quorum that follows the leader. */
    public static final class NewConfigNoQuorumException extends KeeperException {
        private static final long serialVersionUID = 1;

        NewConfigNoQuorumException(Failure failure) {
            super(failure);
        }
    }

    /** Another change of the members is under way. */
    public static final class ReconfigInProgressException extends KeeperException {
        private static final long serialVersionUID = 1;

        ReconfigInProgressException(Failure failure) {
            super(failure);
        }
    }

    /** Never sent. */
    public static final class ApiErrorException extends KeeperException {
        private static final long serialVersionUID = 1;

        ApiErrorException(Failure failure) {
            super(failure);
        }
    }

    /** There is no such znode; of a creation: its parent. */
    public static final class NoNodeException extends KeeperException {
        private static final long serialVersionUID = 1;

        NoNodeException(Failure failure) {
            super(failure);
        }
    }

    /** None of the session's identities may do this. */
    public static final class NoAuthException extends KeeperException {
        private static final long serialVersionUID = 1;

        NoAuthException(Failure failure) {
            super(failure);
        }
    }

    /** The znode has another version. */
    public static final class BadVersionException extends KeeperException {
        private static final long serialVersionUID = 1;

        BadVersionException(Failure failure) {
            super(failure);
        }
    }

    /** The parent is ephemeral. */
    public static final class NoChildrenForEphemeralsException extends KeeperException {
        private static final long serialVersionUID = 1;

        NoChildrenForEphemeralsException(Failure failure) {
            super(failure);
        }
    }

    /** The znode is there already. */
    public static final class NodeExistsException extends KeeperException {
        private static final long serialVersionUID = 1;

        NodeExistsException(Failure failure) {
            super(failure);
        }
    }

    /** The znode has children. */
    public static final class NotEmptyException extends KeeperException {
        private static final long serialVersionUID = 1;

        NotEmptyException(Failure failure) {
            super(failure);
        }
    }

    /** The session is over; the message tells which, and why: see {@link SessionEnd}. */
    public static final class SessionExpiredException extends KeeperException {
        private static final long serialVersionUID = 1;

        SessionExpiredException(Failure failure) {
            super(failure);
        }
    }

    /** Never sent by servers of 3.9. */
    public static final class InvalidCallbackException extends KeeperException {
        private static final long serialVersionUID = 1;

        InvalidCallbackException(Failure failure) {
            super(failure);
        }
    }

    /** The access control list is empty, or names what the server does not know. */
    public static final class InvalidAclException extends KeeperException {
        private static final long serialVersionUID = 1;

        InvalidAclException(Failure failure) {
            super(failure);
        }
    }

    /** A credential was refused, which ended the session. */
    public static final class AuthFailedException extends KeeperException {
        private static final long serialVersionUID = 1;

        AuthFailedException(Failure failure) {
            super(failure);
        }
    }

    /** The session goes on at another server. */
    public static final class SessionMovedException extends KeeperException {
        private static final long serialVersionUID = 1;

        SessionMovedException(Failure failure) {
            super(failure);
        }
    }

    /** The server has no quorum and answers reads only. */
    public static final class NotReadOnlyException extends KeeperException {
        private static final long serialVersionUID = 1;

        NotReadOnlyException(Failure failure) {
            super(failure);
        }
    }

    /** The session is known to one server only and may not have ephemeral znodes. */
    public static final class EphemeralOnLocalSessionException extends KeeperException {
        private static final long serialVersionUID = 1;

        EphemeralOnLocalSessionException(Failure failure) {
            super(failure);
        }
    }

    /** There is no such watcher to remove. */
    public static final class NoWatcherException extends KeeperException {
        private static final long serialVersionUID = 1;

        NoWatcherException(Failure failure) {
            super(failure);
        }
    }

    /** No reply came in time ({@link ZooKeeperBuilder#requestTimeout}); the message tells whether the request was sent. */
    public static final class RequestTimeoutException extends KeeperException {
        private static final long serialVersionUID = 1;

        RequestTimeoutException(Failure failure) {
            super(failure);
        }
    }

    /** The servers do not let their members be changed. */
    public static final class ReconfigDisabledException extends KeeperException {
        private static final long serialVersionUID = 1;

        ReconfigDisabledException(Failure failure) {
            super(failure);
        }
    }

    /** The server wants an identity to be proved first. */
    public static final class SessionClosedRequireSaslAuthException extends KeeperException {
        private static final long serialVersionUID = 1;

        SessionClosedRequireSaslAuthException(Failure failure) {
            super(failure);
        }
    }

    /** The quota of a znode above leaves no room. */
    public static final class QuotaExceededException extends KeeperException {
        private static final long serialVersionUID = 1;

        QuotaExceededException(Failure failure) {
            super(failure);
        }
    }

    /** The server was too busy and did not take the request up. */
    public static final class ThrottledOpException extends KeeperException {
        private static final long serialVersionUID = 1;

        ThrottledOpException(Failure failure) {
            super(failure);
        }
    }
}

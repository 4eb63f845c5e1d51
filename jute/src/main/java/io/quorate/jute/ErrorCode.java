package io.quorate.jute;

import java.util.Map;
import java.util.TreeMap;

/** The result of a request, as it stands in reply headers, error transactions and multi results (spec: client-protocol §13). */
public enum ErrorCode {
    OK(0),
    SYSTEM_ERROR(-1),
    RUNTIME_INCONSISTENCY(-2),
    DATA_INCONSISTENCY(-3),
    /** Made by clients only. */
    CONNECTION_LOSS(-4),
    MARSHALLING_ERROR(-5),
    UNIMPLEMENTED(-6),
    /** Made by clients only. */
    OPERATION_TIMEOUT(-7),
    BAD_ARGUMENTS(-8),
    UNKNOWN_SESSION(-12),
    NEW_CONFIG_NO_QUORUM(-13),
    RECONFIG_IN_PROGRESS(-14),
    /** A boundary: codes above it are the system's, those below tell about the request. Never sent. */
    API_ERROR(-100),
    NO_NODE(-101),
    NO_AUTH(-102),
    BAD_VERSION(-103),
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    NODE_EXISTS(-110),
    NOT_EMPTY(-111),
    SESSION_EXPIRED(-112),
    INVALID_CALLBACK(-113),
    INVALID_ACL(-114),
    AUTH_FAILED(-115),
    SESSION_MOVED(-118),
    NOT_READ_ONLY(-119),
    EPHEMERAL_ON_LOCAL_SESSION(-120),
    NO_WATCHER(-121),
    /** Made by clients only. */
    REQUEST_TIMEOUT(-122),
    RECONFIG_DISABLED(-123),
    SESSION_CLOSED_REQUIRE_SASL_AUTH(-124),
    QUOTA_EXCEEDED(-125),
    THROTTLED_OP(-127);

    private static final Map<Integer, ErrorCode> BY_CODE = byCode();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    private static Map<Integer, ErrorCode> byCode() {
        Map<Integer, ErrorCode> map = new TreeMap<>();
        for (ErrorCode each : values()) {
            map.put(each.code, each);
        }
        return Map.copyOf(map);
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether the number has a name here. */
    public static boolean isKnown(int code) {
        return BY_CODE.containsKey(code);
    }

    /** The code with a number; numbers of other releases count as {@link #SYSTEM_ERROR}. */
    public static ErrorCode of(int code) {
        return BY_CODE.getOrDefault(code, SYSTEM_ERROR);
    }
}

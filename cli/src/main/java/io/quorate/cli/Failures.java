package io.quorate.cli;

import io.quorate.client.KeeperException;

/** What the shell says about a request that failed. Scripts look for these texts. */
final class Failures {
    private static final String PLAIN = "KeeperErrorCode = ";

    private Failures() {}

    static String text(KeeperException failure) {
        if (!failure.getMessage().startsWith(PLAIN)) {
            return failure.getMessage();
        }
        String path = failure.path();
        return switch (failure.code()) {
            case NO_NODE -> "Node does not exist: " + path;
            case NO_CHILDREN_FOR_EPHEMERALS -> "Ephemerals cannot have children: " + path;
            case NODE_EXISTS -> "Node already exists: " + path;
            case NOT_EMPTY -> "Node not empty: " + path;
            case NOT_READ_ONLY -> "Not a read-only call: " + path;
            case INVALID_ACL -> "Acl is not valid : " + path;
            case NO_AUTH -> "Insufficient permission : " + path;
            case BAD_ARGUMENTS -> "Arguments are not valid : " + path;
            case BAD_VERSION -> "version No is not valid : " + path;
            case RECONFIG_IN_PROGRESS -> "Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)";
            case NEW_CONFIG_NO_QUORUM -> "No quorum of new config is connected and up-to-date with the leader of last commmitted config - try"
                    + " invoking reconfiguration after new servers are connected and synced";
            case QUOTA_EXCEEDED -> "Quota has exceeded : " + path;
            default -> failure.getMessage();
        };
    }
}

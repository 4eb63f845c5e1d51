package io.quorate.server.net;

import io.quorate.election.LinkWarning;

/** What {@link LinkWarning} says to people. */
final class Warnings {
    private Warnings() {}

    static String text(LinkWarning warning) {
        return switch (warning) {
            case OWN_SID -> "a connection from a server with our own id was closed; do two servers have the same myid?";
            case ANONYMOUS -> "a connection from a server without an id was closed";
            case SILENT -> "a connection was closed that did not say in time who it is";
            case TOO_MANY_CONNECTIONS -> "a connection was refused: too many have not yet said who they are";
            case TOO_MANY_STRANGERS -> "a connection was closed: too many servers that are in no configuration are connected";
            case SID_MOVED -> "a server came back from another address; do two servers have the same myid?";
            case STRANGER -> "a server connected that is in no configuration; it is answered";
        };
    }
}

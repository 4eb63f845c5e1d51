package io.quorate.election;

/** What is wrong with a connection to the election port, in one sentence each. All but the last two cost the connection. */
public enum LinkWarning {
    /** The peer says that it is us: two servers have one {@code myid}, or one dials itself. */
    OWN_SID,
    /** The peer has no sid, which other servers do not serve either (spec: election-protocol §2). */
    ANONYMOUS,
    /** The peer did not say who it is within the time for that. */
    SILENT,
    /** Too many connections have not yet said who they are. */
    TOO_MANY_CONNECTIONS,
    /** Too many servers that are in no configuration are connected already. */
    TOO_MANY_STRANGERS,
    /** A server with the sid of a connected one came from other addresses and replaced it: maybe two servers have one {@code myid}. */
    SID_MOVED,
    /** A server that is in no configuration connected; it is answered. */
    STRANGER
}

package io.quorate.tests.sim;

/** A state worth reaching; counted, so that a run that tested nothing is seen to have tested nothing. */
public enum Mark {
    /** A server began to look for a leader. */
    ELECTION("elections begun"),
    LEADER_SERVED("leaders that served"),
    LEADER_SERVED_NOBODY("leaders that left the clients to others"),
    FOLLOWER_SERVED("followers that served"),
    OBSERVER_SERVED("observers that served"),
    LEADER_WITHOUT_QUORUM("leaders that lost their quorum"),
    DISCOVERY_ABANDONED("leaders that never served"),
    SYNC_DIFF("syncs by DIFF"),
    SYNC_DIFF_WITH_TXNS("syncs by DIFF with transactions"),
    SYNC_FROM_LOG("syncs from the log on disk"),
    SYNC_TRUNC("syncs by TRUNC"),
    SYNC_SNAP("syncs by SNAP"),
    SNAP_CUT_SHORT("SNAP streams cut short"),
    SYNC_CUT_SHORT("syncs cut short after DIFF, TRUNC or SNAP"),
    COMMIT_BEFORE_UPTODATE("commits between NEWLEADER and UPTODATE"),
    ACK_BEFORE_NEWLEADER("proposals acknowledged before NEWLEADER"),
    PROPOSAL_REPEATED("proposals sent twice"),
    MALFORMED_VOTE("votes of strangers that do not parse"),
    TXN_DISCARDED("logged transactions discarded by TRUNC or SNAP"),
    TXN_KEPT("unacknowledged transactions kept by a new leader"),
    EPOCH_BEHIND_LOG("recoveries with a log newer than the current epoch"),
    ROLLOVER("zxid counters that ran out"),
    RECONFIGURED("configurations that came into force"),
    RECONFIGURED_LATER("configurations that came into force in a later epoch"),
    RECONFIG_REFUSED("changes of the ensemble refused"),
    RECONFIG_UNANSWERED("changes of the ensemble without answer"),
    LEADER_REMOVED("leaders without a vote in the next configuration"),
    BECAME_VOTER("servers that got a vote"),
    NO_VOTER_ANY_MORE("servers that lost their vote"),
    CHANGE_DISCARDED("proposed configurations given up again"),
    JOINT_AT_DEATH("deaths while two configurations counted"),
    OLD_CONFIGURATION("starts with an old configuration"),
    CAME_BACK_REMOVED("starts of servers that had been removed"),
    KILL("processes killed"),
    STOP("processes stopped by an operator"),
    HELD("times that clients were held while the leadership changed"),
    RESUMED("times that held clients were served on"),
    POWER_CUT("power cuts"),
    TORN("deaths in the middle of a write"),
    ALL_DOWN("moments with every server down"),
    FORCE_FAILED("failed forces"),
    DISK_FULL("full disks"),
    WIPED("databases emptied"),
    PAUSE("long pauses of a process"),
    WALL_JUMP("jumps of a wall clock"),
    RESET("connections reset"),
    STALL("one-way stalls"),
    PARTITION("partitions"),
    RECOVERY("recoveries"),
    START_FAILED("starts that the disk made fail"),
    RECOVERED_TXNS("recoveries that replayed transactions"),
    SNAPSHOT("snapshots saved"),
    TXN("transactions committed"),
    ERROR_TXN("error transactions committed"),
    WRITE_ACKED("writes acknowledged"),
    WRITE_UNKNOWN("writes without answer"),
    WRITE_UNKNOWN_COMMITTED("writes without answer that were committed"),
    READ("reads answered"),
    SYNC("syncs answered"),
    WATCH_FIRED("watch events"),
    WATCH_RENEWED("watches renewed after a reconnect"),
    SESSION_OPENED("sessions opened"),
    SESSION_MOVED("sessions moved to another server"),
    SESSION_REOPENED("sessions taken up again on the same server"),
    SESSION_EXPIRED("sessions expired"),
    SESSION_CLOSED("sessions closed"),
    SESSION_REFUSED_BEHIND("clients sent away by a server behind them"),
    LOCAL_SESSION("sessions that only their server knew"),
    LOCAL_SESSION_CLOSED("such sessions closed"),
    LOCAL_SESSION_EXPIRED("such sessions expired"),
    SESSION_UPGRADED("such sessions made global for an ephemeral"),
    OBSERVER_AT_FOLLOWER("observers that connected to a follower"),
    READ_ONLY("servers that served reads without a quorum"),
    EPHEMERAL_REAPED("ephemerals removed with their session"),
    UNDECIDED("histories too tangled to judge");

    final String text;

    Mark(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.quorate.jute.quorum;

/** The types of {@link QuorumPacket} (spec: zab-protocol §1). L is the leader. */
public final class PacketType {
    /** Learner to L: a client's request. */
    public static final int REQUEST = 1;

    /** L to follower: a transaction to log. */
    public static final int PROPOSAL = 2;

    /** Learner to L: logged up to a zxid, or synchronised. */
    public static final int ACK = 3;

    /** L to follower: apply the oldest proposal. */
    public static final int COMMIT = 4;

    /** Both ways: alive; the answer carries the sessions that were active. */
    public static final int PING = 5;

    /** Both ways: is this session known; the answer. */
    public static final int REVALIDATE = 6;

    /** L to learner: the answer to its oldest sync. */
    public static final int SYNC = 7;

    /** L to observer: proposal and commit in one. */
    public static final int INFORM = 8;

    /** L to follower: commit of a reconfig. */
    public static final int COMMITANDACTIVATE = 9;

    /** L to learner: the end of its history. */
    public static final int NEWLEADER = 10;

    /** Follower to L: the opening. */
    public static final int FOLLOWERINFO = 11;

    /** L to learner: serve. */
    public static final int UPTODATE = 12;

    /** L to learner: only transactions are missing. */
    public static final int DIFF = 13;

    /** L to learner: cut the log back. */
    public static final int TRUNC = 14;

    /** L to learner: a snapshot follows, raw. */
    public static final int SNAP = 15;

    /** Observer to L: the opening. */
    public static final int OBSERVERINFO = 16;

    /** L to learner: the new epoch. */
    public static final int LEADERINFO = 17;

    /** Learner to L: the epoch is accepted; what history it has. */
    public static final int ACKEPOCH = 18;

    /** L to observer: proposal and commit of a reconfig. */
    public static final int INFORMANDACTIVATE = 19;

    private PacketType() {}

    /** The name of a type, or {@code unknown(n)}. */
    public static String name(int type) {
        return switch (type) {
            case REQUEST -> "REQUEST";
            case PROPOSAL -> "PROPOSAL";
            case ACK -> "ACK";
            case COMMIT -> "COMMIT";
            case PING -> "PING";
            case REVALIDATE -> "REVALIDATE";
            case SYNC -> "SYNC";
            case INFORM -> "INFORM";
            case COMMITANDACTIVATE -> "COMMITANDACTIVATE";
            case NEWLEADER -> "NEWLEADER";
            case FOLLOWERINFO -> "FOLLOWERINFO";
            case UPTODATE -> "UPTODATE";
            case DIFF -> "DIFF";
            case TRUNC -> "TRUNC";
            case SNAP -> "SNAP";
            case OBSERVERINFO -> "OBSERVERINFO";
            case LEADERINFO -> "LEADERINFO";
            case ACKEPOCH -> "ACKEPOCH";
            case INFORMANDACTIVATE -> "INFORMANDACTIVATE";
            default -> "unknown(" + type + ")";
        };
    }
}

package io.quorate.jute.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * Who a learner is: the data of FOLLOWERINFO and OBSERVERINFO (spec: zab-protocol §1). Older learners leave out the end of
 * it, or all.
 *
 * @param sid {@link #ANONYMOUS} if the leader is to give it one
 * @param protocolVersion {@link #OLD_PROTOCOL} if the learner did not say
 * @param configVersion version of the learner's committed configuration, 0 if it did not say
 */
public record LearnerInfo(long sid, int protocolVersion, long configVersion) implements JuteRecord {
    /** Of learners and leaders that exchange LEADERINFO and ACKEPOCH. */
    public static final int PROTOCOL = 0x10000;

    /** Of learners that know no such exchange. */
    public static final int OLD_PROTOCOL = 1;

    /** Stands for the sid of a learner that has none. */
    public static final long ANONYMOUS = Long.MIN_VALUE;

    /** A learner of the present protocol. */
    public LearnerInfo(long sid, long configVersion) {
        this(sid, PROTOCOL, configVersion);
    }

    /**
     * Decodes a packet's data of any age: 20 bytes or more, 12 (no configuration), 8 (a sid), or null (anonymous).
     *
     * @throws io.quorate.jute.MalformedRecordException if data are there but too short for a sid, or end inside a field
     */
    public static LearnerInfo decode(byte[] data) {
        return data == null ? new LearnerInfo(ANONYMOUS, OLD_PROTOCOL, 0) : read(JuteReader.of(data));
    }

    /** Takes the forms that {@link #decode} takes, except null. */
    public static LearnerInfo read(JuteReader in) {
        return new LearnerInfo(
                in.readLong("learnerInfo.sid"),
                in.hasRemaining() ? in.readInt("learnerInfo.protocolVersion") : OLD_PROTOCOL,
                in.hasRemaining() ? in.readLong("learnerInfo.configVersion") : 0);
    }

    public boolean isAnonymous() {
        return sid == ANONYMOUS;
    }

    /** Whether the learner expects LEADERINFO and answers ACKEPOCH. */
    public boolean negotiatesEpoch() {
        return protocolVersion >= PROTOCOL;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(sid);
        out.writeInt(protocolVersion);
        out.writeLong(configVersion);
    }
}

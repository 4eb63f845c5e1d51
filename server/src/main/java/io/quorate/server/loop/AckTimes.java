package io.quorate.server.loop;

import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Keyed;
import io.quorate.server.meter.Meters;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * How long each server takes to acknowledge what this leader proposes, itself among them. Belongs to the core's thread; times are ns of the
 * monotonic clock.
 */
final class AckTimes {
    private static final int SID_BYTES = Long.BYTES;

    private final Meters meters;
    private final Map<Long, Voter> learners = new HashMap<>();
    /** This server, while it leads. */
    private Voter self;

    /** The proposals that are remembered. */
    interface Proposals {
        /** The number of the next one. */
        long next();

        /** The number of the oldest that is remembered. */
        long oldest();

        /** The zxid of one by its number. */
        long zxid(long number);

        /** When it was made. */
        long madeNanos(long number);
    }

    /** One who acknowledges. */
    private static final class Voter {
        private final Histogram times;
        /** The number of the first proposal that he has not acknowledged. */
        private long at;

        Voter(Histogram times, long at) {
            this.times = times;
            this.at = at;
        }

        void acknowledged(long zxid, Proposals proposals, long nowNanos) {
            at = Math.max(at, proposals.oldest());
            while (at < proposals.next() && proposals.zxid(at) <= zxid) {
                times.record((nowNanos - proposals.madeNanos(at)) / 1_000);
                at++;
            }
        }
    }

    AckTimes(Meters meters) {
        this.meters = meters;
    }

    /** This server leads from now on. */
    void leads(long sid, Proposals proposals) {
        self = voter(sid, proposals);
    }

    /** It does not any more. */
    void stops() {
        self = null;
        learners.clear();
    }

    /** What a learner, known by the number of its connection, says. */
    void fromLearner(long learner, QuorumPacket packet, Proposals proposals, long nowNanos) {
        if (packet.type() == PacketType.FOLLOWERINFO && packet.data() != null && packet.data().length >= SID_BYTES) {
            learners.put(learner, voter(ByteBuffer.wrap(packet.data()).getLong(), proposals));
        } else if (packet.type() == PacketType.ACK && self != null) {
            Voter voter = learners.get(learner);
            if (voter != null) {
                voter.acknowledged(packet.zxid(), proposals, nowNanos);
            }
        }
    }

    void learnerGone(long learner) {
        learners.remove(learner);
    }

    /** The own log has everything up to there. */
    void logged(long zxid, Proposals proposals, long nowNanos) {
        if (self != null) {
            self.acknowledged(zxid, proposals, nowNanos);
        }
    }

    private Voter voter(long sid, Proposals proposals) {
        Histogram times = meters.names(Keyed.ACK_LATENCY).of(Long.toString(sid));
        return new Voter(times == null ? new Histogram() : times, proposals.next());
    }
}

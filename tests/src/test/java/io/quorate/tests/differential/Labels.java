package io.quorate.tests.differential;

import io.quorate.jute.proto.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one server calls things, in words that mean the same on every server: zxids count from where the server began,
 * sessions are numbered in the order of their opening, and a time is as good as the transaction it belongs to.
 */
final class Labels {
    private static final long CLOCK_SLACK_MILLIS = 120_000;

    private final List<Long> bases = new ArrayList<>();
    private final Map<Long, String> sessions = new HashMap<>();
    private final Map<Long, Long> timeOfZxid = new HashMap<>();
    private final long startMillis = System.currentTimeMillis();

    /**
     * From now on zxids above this one count from it. Done at the start, after every restart, which may begin a new epoch,
     * and after every request that does not decode, which may or may not have taken a zxid.
     */
    void rebase(long lastZxid) {
        bases.add(lastZxid);
    }

    /** {@code k:+n} for the n-th transaction after the k-th base; the special ones as they are. */
    String zxid(long zxid) {
        return zxid(zxid, 1);
    }

    /** As {@link #zxid}, but a server that has done nothing since the last base is at {@code k:+0}. */
    String position(long zxid) {
        return zxid(zxid, 0);
    }

    /** Whether the zxid was given out after the last base. */
    boolean isRecent(long zxid) {
        return zxid > bases.get(bases.size() - 1);
    }

    private String zxid(long zxid, int distanceMin) {
        if (zxid <= 0) {
            return Long.toString(zxid);
        }
        for (int base = bases.size() - 1; base >= 0; base--) {
            long distance = zxid - bases.get(base);
            if (distance >= distanceMin) {
                return base + ":+" + distance;
            }
        }
        return "before";
    }

    /** Names a new session. */
    String open(long sessionId) {
        return sessions.computeIfAbsent(sessionId, id -> "S" + sessions.size());
    }

    String session(long sessionId) {
        return sessionId == 0 ? "0" : sessions.getOrDefault(sessionId, "0x" + Long.toHexString(sessionId));
    }

    String stat(Stat stat) {
        return "stat(c" + zxid(stat.czxid()) + time(stat.czxid(), stat.ctime())
                + " m" + zxid(stat.mzxid()) + time(stat.mzxid(), stat.mtime())
                + " p" + zxid(stat.pzxid())
                + " v" + stat.version() + "/" + stat.cversion() + "/" + stat.aversion()
                + " owner " + session(stat.ephemeralOwner())
                + " length " + stat.dataLength()
                + " children " + stat.numChildren() + ")";
    }

    /** Nothing when the time is the one that everything of this zxid has, else what is wrong with it. */
    private String time(long zxid, long millis) {
        if (zxid <= 0) {
            return millis == 0 ? "" : "@" + millis;
        }
        long known = timeOfZxid.computeIfAbsent(zxid, unseen -> millis);
        if (known != millis) {
            return "@" + (millis - known) + " ms off";
        }
        long now = System.currentTimeMillis();
        boolean plausible = millis >= startMillis - CLOCK_SLACK_MILLIS && millis <= now + CLOCK_SLACK_MILLIS;
        return plausible ? "" : "@implausible";
    }
}

package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * What snapshots store about a znode: 60 bytes (spec: README, "Shared records"; storage-format §4.2).
 *
 * @param ctime ms since 1970
 * @param mtime ms since 1970
 * @param cversion creations of children only
 * @param ephemeralOwner session id, or the encoding of a container or TTL node (spec: client-protocol §6.5)
 */
public record StatPersisted(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        long pzxid)
        implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 60;

    public static StatPersisted read(JuteReader in) {
        return new StatPersisted(
                in.readLong("stat.czxid"),
                in.readLong("stat.mzxid"),
                in.readLong("stat.ctime"),
                in.readLong("stat.mtime"),
                in.readInt("stat.version"),
                in.readInt("stat.cversion"),
                in.readInt("stat.aversion"),
                in.readLong("stat.ephemeralOwner"),
                in.readLong("stat.pzxid"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(czxid);
        out.writeLong(mzxid);
        out.writeLong(ctime);
        out.writeLong(mtime);
        out.writeInt(version);
        out.writeInt(cversion);
        out.writeInt(aversion);
        out.writeLong(ephemeralOwner);
        out.writeLong(pzxid);
    }
}

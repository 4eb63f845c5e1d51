package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * What a client is told about a znode: 68 bytes (spec: README, "Shared records"; client-protocol §6.5).
 *
 * @param ctime ms since 1970
 * @param mtime ms since 1970
 * @param cversion creations plus deletions of children, not the persisted count
 * @param ephemeralOwner session id; 0 for container and TTL nodes
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid)
        implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 68;

    public static Stat read(JuteReader in) {
        return new Stat(
                in.readLong("stat.czxid"),
                in.readLong("stat.mzxid"),
                in.readLong("stat.ctime"),
                in.readLong("stat.mtime"),
                in.readInt("stat.version"),
                in.readInt("stat.cversion"),
                in.readInt("stat.aversion"),
                in.readLong("stat.ephemeralOwner"),
                in.readInt("stat.dataLength"),
                in.readInt("stat.numChildren"),
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
        out.writeInt(dataLength);
        out.writeInt(numChildren);
        out.writeLong(pzxid);
    }
}

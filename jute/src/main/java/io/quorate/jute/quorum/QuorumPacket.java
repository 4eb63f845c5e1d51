package io.quorate.jute.quorum;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Id;
import java.util.List;

/**
 * What leader and learners send each other, back to back and without a length in front (spec: zab-protocol §1).
 *
 * @param type one of {@link PacketType}; unknown ones decode too
 * @param data may be null
 * @param authinfo the ids of the client connection, in REQUEST; else null
 */
public record QuorumPacket(int type, long zxid, byte[] data, List<Id> authinfo) implements JuteRecord {
    /** A packet without authinfo. */
    public QuorumPacket(int type, long zxid, byte[] data) {
        this(type, zxid, data, null);
    }

    /**
     * The packet at the reader index, which is moved past it; null, and the reader index left alone, if the buffer does not yet
     * hold all of it. Finding that out costs nothing until the packet's data are complete.
     *
     * @param lengthLimit bound on the data and on each string, in bytes; all authinfo together may take four times that
     * @throws io.quorate.jute.MalformedRecordException as soon as the bytes there are cannot begin a packet: the stream is then
     *     of no more use
     */
    public static QuorumPacket tryRead(ByteBuf in, int lengthLimit) {
        return QuorumPacketScan.isComplete(in, lengthLimit) ? read(new JuteReader(in, lengthLimit)) : null;
    }

    /** The packet in input that holds all of it. */
    public static QuorumPacket read(JuteReader in) {
        return new QuorumPacket(
                in.readInt("quorumPacket.type"),
                in.readLong("quorumPacket.zxid"),
                in.readBuffer("quorumPacket.data"),
                in.readVector("quorumPacket.authinfo", Id::read));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type);
        out.writeLong(zxid);
        out.writeBuffer(data);
        out.writeVector(authinfo);
    }

    @Override
    public String toString() {
        return PacketType.name(type) + " " + Zxid.toText(zxid) + " data "
                + (data == null ? "null" : data.length + " bytes") + (authinfo == null ? "" : " of " + authinfo);
    }
}

package io.quorate.jute.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.Apache;
import io.quorate.jute.Hex;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Samples;
import io.quorate.jute.proto.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuorumPacketTest {
    private static final int LIMIT = JuteLimits.DEFAULT_LENGTH_LIMIT;

    @Test
    void nullsAreLengthsOfMinusOne() {
        QuorumPacket packet = new QuorumPacket(PacketType.UPTODATE, -1, null);
        byte[] bytes = Hex.bytes("0000000c ffffffffffffffff ffffffff ffffffff");
        assertThat(packet.toBytes()).isEqualTo(bytes);
        assertThat(QuorumPacket.tryRead(Unpooled.wrappedBuffer(bytes), LIMIT)).isEqualTo(packet);
        assertThat(packet).hasToString("UPTODATE 0xffffffffffffffff data null");
    }

    @Test
    void aStreamInFragmentsYieldsItsPackets() {
        for (long seed = 0; seed < 100; seed++) {
            List<QuorumPacket> sent = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = 0; i < 20; i++) {
                QuorumPacket packet = new Samples(seed * 100 + i).record(QuorumPacket.class);
                sent.add(packet);
                packet.write(new JuteWriter(stream));
            }
            List<QuorumPacket> received = readInFragments(stream, new Random(seed));
            assertThat(Apache.values(new Packets(received)))
                    .as("seed %d", seed)
                    .isEqualTo(Apache.values(new Packets(sent)));
        }
    }

    record Packets(List<QuorumPacket> packets) {}

    private static List<QuorumPacket> readInFragments(ByteBuf stream, Random random) {
        List<QuorumPacket> received = new ArrayList<>();
        ByteBuf seen = Unpooled.buffer();
        while (stream.isReadable()) {
            seen.writeBytes(stream, Math.min(stream.readableBytes(), random.nextInt(40)));
            for (QuorumPacket each = QuorumPacket.tryRead(seen, LIMIT);
                    each != null;
                    each = QuorumPacket.tryRead(seen, LIMIT)) {
                received.add(each);
            }
        }
        assertThat(seen.isReadable()).isFalse();
        return received;
    }

    @Test
    void anIncompletePacketLeavesTheBufferAlone() {
        byte[] bytes =
                new QuorumPacket(PacketType.REQUEST, -1, new byte[5], List.of(Id.ANYONE, new Id(null, ""))).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, length);
            assertThat(QuorumPacket.tryRead(in, LIMIT))
                    .as("%d of %d bytes", length, bytes.length)
                    .isNull();
            assertThat(in.readerIndex()).isZero();
        }
    }

    @Test
    void whatFollowsAPacketIsLeft() {
        ByteBuf in = Unpooled.buffer();
        new QuorumPacket(PacketType.SNAP, 5, null).write(new JuteWriter(in));
        in.writeInt(77);
        assertThat(QuorumPacket.tryRead(in, LIMIT).type()).isEqualTo(PacketType.SNAP);
        assertThat(in.readInt()).isEqualTo(77);
    }

    @Test
    void impossibleLengthsAreSeenBeforeTheirBytesArrive() {
        String start = "00000002 0000000000000001";
        assertMalformed(
                start + "fffffffe",
                "quorumPacket.data: length -2 (expected: -1 to 2097150), in a packet of type PROPOSAL");
        assertMalformed(
                start + "001fffff",
                "quorumPacket.data: length 2097151 (expected: -1 to 2097150), in a packet of type PROPOSAL");
        assertMalformed(start + "ffffffff fffffffe", "quorumPacket.authinfo: count -2 (expected: -1 to 1048575)");
        assertMalformed(start + "ffffffff 00100000", "quorumPacket.authinfo: count 1048576 (expected: -1 to 1048575)");
        assertMalformed(
                start + "ffffffff 00000001 7fffffff",
                "quorumPacket.authinfo.scheme: length 2147483647 (expected: -1 to 2097150), in a packet of type PROPOSAL");
        assertThat(QuorumPacket.tryRead(Unpooled.wrappedBuffer(Hex.bytes(start + "001ffffe")), LIMIT))
                .isNull();
    }

    @Test
    void authinfoIsBoundedAsAWhole() {
        List<Id> ids = List.of(new Id("a".repeat(50), "b".repeat(50)), new Id("a".repeat(50), "b".repeat(50)));
        ByteBuf fits = Unpooled.wrappedBuffer(new QuorumPacket(PacketType.REQUEST, -1, null, ids).toBytes());
        assertThat(QuorumPacket.tryRead(fits.duplicate(), 54).authinfo()).isEqualTo(ids);
        assertThatThrownBy(() -> QuorumPacket.tryRead(fits.duplicate(), 53))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("quorumPacket.authinfo: 216 bytes in 2 of 2 ids (expected: at most 212)");
    }

    private static void assertMalformed(String hex, String message) {
        assertThatThrownBy(() -> QuorumPacket.tryRead(Unpooled.wrappedBuffer(Hex.bytes(hex)), LIMIT))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(message);
    }

    @Test
    void typesHaveNames() {
        for (int type = 1; type <= 19; type++) {
            assertThat(PacketType.name(type)).matches("[A-Z]+");
        }
        assertThat(PacketType.name(20)).isEqualTo("unknown(20)");
    }
}

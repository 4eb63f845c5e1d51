package io.quorate.jute.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.Hex;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NotificationTest {
    private static final String VOTE = "00000002 0000000000000003 0000000500000007 0000000000000009";
    private static final String PEER_EPOCH = "0000000000000006";

    @Test
    void thePresentFormHas44BytesAndTheConfig() {
        String config = "server.1=127.0.0.1:2888:3888:participant;0.0.0.0:2181\nversion=100000000";
        Notification vote = new Notification(Notification.LOOKING, 2, 0, 1, 0, config);
        byte[] bytes = Hex.bytes("00000000 0000000000000002 0000000000000000 0000000000000001 0000000000000000 00000002"
                + "%08x".formatted(config.length()) + Hex.text(config.getBytes(UTF_8)));
        assertThat(vote.toBytes()).isEqualTo(bytes).hasSize(44 + config.length());
        assertThat(Notification.decode(bytes)).isEqualTo(vote);
    }

    @Test
    void olderForms() {
        assertThat(Notification.decode(Hex.bytes(VOTE)))
                .as("28 bytes: the peer epoch is the zxid's")
                .isEqualTo(new Notification(2, 3, 0x500000007L, 9, 5, 0, ""));
        assertThat(Notification.decode(Hex.bytes(VOTE + PEER_EPOCH + "00000002")))
                .as("40 bytes have no version, whatever stands there")
                .isEqualTo(new Notification(2, 3, 0x500000007L, 9, 6, 0, ""));
        assertThat(Notification.decode(Hex.bytes(VOTE + PEER_EPOCH + "00000001 00000000")))
                .as("version 1 has no config")
                .isEqualTo(new Notification(2, 3, 0x500000007L, 9, 6, 1, ""));
    }

    @Test
    void everyOtherLengthBelow44IsMalformed() {
        byte[] full = new Notification(1, 2, 3, 4, 5, "").toBytes();
        assertThat(full).hasSize(44);
        for (int length = 0; length < 44; length++) {
            byte[] prefix = Arrays.copyOf(full, length);
            if (length != 28 && length != 40) {
                assertThatThrownBy(() -> Notification.decode(prefix))
                        .as("%d bytes", length)
                        .isInstanceOf(MalformedRecordException.class);
            }
        }
    }

    @Test
    void unknownStatesAndBadConfigLengthsAreMalformed() {
        String rest = VOTE.substring(8) + PEER_EPOCH + "00000002";
        for (String state : new String[] {"00000004", "ffffffff"}) {
            assertThatThrownBy(() -> Notification.decode(Hex.bytes(state + rest + "00000000")))
                    .hasMessageStartingWith("notification.state: ");
        }
        for (String length : new String[] {"ffffffff", "fffffffe", "00000001", "7fffffff"}) {
            assertThatThrownBy(() -> Notification.decode(Hex.bytes("00000000" + rest + length)))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageStartingWith("notification.config: length ");
        }
    }

    @Test
    void framesAreCutFromAGrowingBuffer() {
        ByteBuf in = Unpooled.buffer();
        assertThat(Notification.tryReadFrame(in)).isNull();
        in.writeInt(28);
        assertThat(Notification.tryReadFrame(in)).isNull();
        in.writeBytes(Hex.bytes(VOTE), 0, 27);
        assertThat(Notification.tryReadFrame(in)).isNull();
        assertThat(in.readerIndex()).isZero();
        in.writeByte(9).writeInt(1).writeByte(0);
        assertThat(Notification.read(new JuteReader(Notification.tryReadFrame(in)))
                        .electionEpoch())
                .isEqualTo(9);
        ByteBuf second = Notification.tryReadFrame(in);
        assertThat(second.readableBytes()).isOne();
        assertThatThrownBy(() -> Notification.read(new JuteReader(second)))
                .isInstanceOf(MalformedRecordException.class);
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void frameLengthsHaveBounds() {
        assertThat(Notification.tryReadFrame(Unpooled.buffer().writeInt(524288)))
                .isNull();
        for (int length : new int[] {0, -1, 524289, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> Notification.tryReadFrame(Unpooled.buffer().writeInt(length)))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessage("election message: length " + length + " (expected: 1 to 524288)");
        }
    }
}

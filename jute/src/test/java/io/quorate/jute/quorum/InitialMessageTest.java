package io.quorate.jute.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.Hex;
import io.quorate.jute.MalformedRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitialMessageTest {
    private static final byte[] SEEN =
            Hex.bytes("ffffffffffff0000 0000000000000002 0000000f 3132372e302e302e313a3337363037");

    @Test
    void oneSeenOnTheWire() {
        InitialMessage message = new InitialMessage(InitialMessage.V1, 2, List.of(new HostPort("127.0.0.1", 37607)));
        assertThat(InitialMessage.tryRead(Unpooled.wrappedBuffer(SEEN))).isEqualTo(message);
        assertThat(message.toBytes()).isEqualTo(SEEN);
    }

    @Test
    void severalAddressesSeenOnTheWire() {
        String addresses = "127.0.0.1:59653|127.0.0.2:59653";
        InitialMessage message = read("ffffffffffff0001", addresses);
        assertThat(message.protocolVersion()).isEqualTo(InitialMessage.V2);
        assertThat(message.addresses())
                .containsExactly(new HostPort("127.0.0.1", 59653), new HostPort("127.0.0.2", 59653));
        assertThat(message.toBytes()).isEqualTo(message("ffffffffffff0001", addresses));
    }

    @Test
    void wildcardsAreNotDialled() {
        InitialMessage message =
                read("ffffffffffff0001", "0.0.0.0:1|[::]:2|[0:0:0:0:0:0:0:0]:3|[::1]:4|zoo1.example:5");
        assertThat(message.addresses()).hasSize(5);
        assertThat(message.dialableAddresses())
                .containsExactly(new HostPort("::1", 4), new HostPort("zoo1.example", 5));
    }

    @Test
    void aVeryOldServerSaysItsSidOnly() {
        ByteBuf in = Unpooled.buffer().writeLong(5).writeInt(1);
        InitialMessage message = InitialMessage.tryRead(in);
        assertThat(message).isEqualTo(new InitialMessage(InitialMessage.SID_ONLY, 5, List.of()));
        assertThat(in.readableBytes()).as("what follows belongs to the frames").isEqualTo(4);
        assertThat(message.toBytes()).isEqualTo(Hex.bytes("0000000000000005"));
    }

    @Test
    void anIncompleteMessageLeavesTheBufferAlone() {
        for (int length = 0; length < SEEN.length; length++) {
            ByteBuf in = Unpooled.wrappedBuffer(SEEN, 0, length);
            assertThat(InitialMessage.tryRead(in)).as("%d bytes", length).isNull();
            assertThat(in.readerIndex()).isZero();
        }
    }

    @Test
    void badVersionsAndLengthsAreSeenAtOnce() {
        for (String version : List.of("ffffffffffff0002", "fffffffffffeffff", "ffffffffffffffff", "8000000000000000")) {
            assertMalformed(Hex.bytes(version), "initialMessage.protocolVersion: ");
        }
        for (String length : List.of("00000000", "ffffffff", "00000801", "7fffffff")) {
            assertMalformed(
                    Hex.bytes("ffffffffffff0000 0000000000000002" + length), "initialMessage.addresses: length ");
        }
        assertThat(InitialMessage.tryRead(
                        Unpooled.wrappedBuffer(Hex.bytes("ffffffffffff0000 0000000000000002 00000800"))))
                .isNull();
    }

    @Test
    void badAddressesAreMalformed() {
        for (String text : List.of(
                "localhost",
                ":1",
                "a:",
                "a:0",
                "a:65536",
                "a:-1",
                "a:+1",
                "a:123456",
                "::1:2",
                "[a]:1",
                "[::1]",
                "[]:1",
                "a:1|",
                "|a:1",
                "a:1||b:2",
                " :1")) {
            assertMalformed(message("ffffffffffff0001", text), "address: '");
        }
    }

    private static InitialMessage read(String version, String addresses) {
        return InitialMessage.tryRead(Unpooled.wrappedBuffer(message(version, addresses)));
    }

    private static byte[] message(String version, String addresses) {
        byte[] text = addresses.getBytes(UTF_8);
        return Hex.bytes(version + "0000000000000002" + "%08x".formatted(text.length) + Hex.text(text));
    }

    private static void assertMalformed(byte[] bytes, String messageStart) {
        assertThatThrownBy(() -> InitialMessage.tryRead(Unpooled.wrappedBuffer(bytes)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith(messageStart);
    }
}

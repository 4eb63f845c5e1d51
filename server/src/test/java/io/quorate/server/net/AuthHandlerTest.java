package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A connection whose other end has to prove who it is. */
class AuthHandlerTest {
    private static final int PIECE_BYTES = 1 << 18;

    /** A step that takes its time. */
    private static final PeerAuth BUSY = new PeerAuth() {
        @Override
        public Handshake accepted(Channel channel, Consumer<String> done) {
            return new Handshake() {
                @Override
                public void onBytes(ByteBuf in) {
                    assertThat(in.isReadable()).isTrue();
                }

                @Override
                public boolean isSilenceFine() {
                    return false;
                }
            };
        }

        @Override
        public Handshake dialled(Channel channel, String host, Consumer<String> done) {
            throw new AssertionError("not expected here");
        }
    };

    @Test
    void whoDoesNotWaitForTheAnswerIsSentAway() {
        EmbeddedChannel channel = new EmbeddedChannel();
        List<String> failures = new ArrayList<>();
        AuthHandler.accepted(BUSY, channel, failures::add);
        for (int sent = 0; sent < AuthPackets.WAITING_BYTES_MAX; sent += PIECE_BYTES) {
            assertThat(failures).isEmpty();
            channel.writeInbound(Unpooled.buffer().writeZero(PIECE_BYTES));
        }
        assertThat(failures).isEmpty();
        channel.writeInbound(Unpooled.buffer().writeZero(1));
        assertThat(failures).containsExactly("it goes on without waiting for the end of the authentication");
        channel.finishAndReleaseAll();
    }
}

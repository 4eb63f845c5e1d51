package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Binding a port between servers. */
@Timeout(60)
class PeerListenerTest {
    private final Edge edge = new Edge();
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final PeerListener listener = new PeerListener("tests", edge.loop, edge.transport, true, accepted::add);

    @AfterEach
    void close() {
        listener.unbind();
        edge.close();
    }

    private static ServerSocket occupied() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress addressOf(ServerSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Test
    void aPortThatIsTakenIsRefusedAfterTheAttemptsAndNothingStaysBound() throws Exception {
        InetSocketAddress free;
        try (ServerSocket once = occupied()) {
            free = addressOf(once);
        }
        try (ServerSocket taken = occupied()) {
            assertThatThrownBy(() -> listener.bind(List.of(free, addressOf(taken)), 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Cannot listen for tests on")
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageContaining("after 1 attempts");
        }
        assertThat(listener.localAddresses()).isEmpty();
        listener.bind(List.of(free), 1);
        assertThat(listener.localAddresses()).containsExactly(free);
    }

    @Test
    void aPortIsWaitedForAsLongAsItTakes() throws Exception {
        FutureTask<Void> binding;
        Thread thread;
        InetSocketAddress address;
        try (ServerSocket taken = occupied()) {
            address = addressOf(taken);
            binding = new FutureTask<>(() -> {
                listener.bind(List.of(address), 0);
                return null;
            });
            thread = new Thread(binding);
            thread.start();
            // It waits for the first attempt, then for the second.
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        binding.get(30, TimeUnit.SECONDS);
        assertThat(listener.localAddresses()).containsExactly(address);
    }

    @Test
    void whoConnectsEarlyIsAcceptedLater() throws Exception {
        listener.bind(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), 1);
        InetSocketAddress address = listener.localAddresses().get(0);
        try (Socket early = new Socket(address.getAddress(), address.getPort())) {
            edge.run(() -> {});
            assertThat(accepted).isEmpty();
            listener.accept();
            Channel channel = accepted.poll(30, TimeUnit.SECONDS);
            assertThat(channel).isNotNull();
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(early.isConnected()).isTrue();
        }
    }
}

package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.quorate.jute.quorum.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dialling a server that has several addresses. */
@Timeout(60)
class DiallerTest {
    private static final int LIMIT_MILLIS = 60_000;

    private final Edge edge = new Edge();
    private final BlockingQueue<Channel> connected = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> lookUps = new LinkedBlockingQueue<>();

    /** Names are looked up when the test says so. */
    private final Dialler dialler =
            new Dialler(edge.loop, edge.transport, lookUps::add, PeerTls.NONE, true, LinkFilter.OPEN);

    @AfterEach
    void close() {
        edge.close();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static HostPort addressOf(ServerSocket socket) {
        return new HostPort("127.0.0.1", socket.getLocalPort());
    }

    private Dialler.Dial dial(HostPort... addresses) {
        return dialler.dial(1, List.of(addresses), LIMIT_MILLIS, connected::add, failed::add);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void anAddressThatGivesNoAnswerHoldsNobodyUp() throws Exception {
        try (ServerSocket server = listening()) {
            dial(new HostPort("unanswered.invalid", 1), addressOf(server));
            Channel channel = next(connected);
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            // The answer that comes too late changes nothing.
            next(lookUps).run();
            edge.run(() -> {});
            assertThat(connected).isEmpty();
            assertThat(failed).isEmpty();
            assertThat(channel.isActive()).isTrue();
        }
    }

    /** Both are listening, and the second is dialled when the first has answered already or has not. */
    @Test
    void onlyOneConnectionIsHandedOver() throws Exception {
        try (ServerSocket first = listening();
                ServerSocket second = listening()) {
            dial(addressOf(first), addressOf(second), new HostPort("localhost", first.getLocalPort()));
            Channel kept = next(connected);
            next(lookUps).run();
            edge.run(() -> {});
            assertThat(connected).isEmpty();
            assertThat(kept.isActive()).isTrue();
        }
    }

    @Test
    void whatIsWrongWithEachAddressIsToldWhenNoneIsLeft() throws Exception {
        HostPort dead;
        try (ServerSocket closed = listening()) {
            dead = addressOf(closed);
        }
        dial(dead, new HostPort("nowhere.invalid", 1), dead);
        Runnable lookUp = next(lookUps);
        edge.run(() -> {});
        assertThat(failed).isEmpty();
        lookUp.run();
        assertThat(next(failed)).contains(":" + dead.port(), "nowhere.invalid:1");
        assertThat(connected).isEmpty();
    }

    @Test
    void afterItIsGivenUpNothingIsHeard() throws Exception {
        try (ServerSocket server = listening()) {
            Dialler.Dial dial = dial(new HostPort("localhost", server.getLocalPort()));
            Runnable lookUp = next(lookUps);
            edge.run(dial::cancel);
            lookUp.run();
            edge.run(() -> {});
            assertThat(connected).isEmpty();
            assertThat(failed).isEmpty();
        }
    }

    /** One link is cut before it is dialled, the other while it is. */
    @Test
    void whereALinkIsCutNobodyIsConnected() throws Exception {
        Cut links = new Cut();
        Dialler cut = new Dialler(edge.loop, edge.transport, lookUps::add, PeerTls.NONE, true, links);
        try (ServerSocket server = listening()) {
            cut.dial(1, List.of(addressOf(server)), LIMIT_MILLIS, connected::add, failed::add);
            assertThat(next(failed)).contains("the link is cut");
            assertThat(links.made).isEmpty();
            cut.dial(2, List.of(addressOf(server)), LIMIT_MILLIS, connected::add, failed::add);
            assertThat(next(failed)).contains("the link is cut");
            assertThat(next(links.made).closeFuture().await(30, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(connected).isEmpty();
        }
    }

    /** Reaches server 2, but keeps no connection to it. */
    private static final class Cut implements LinkFilter {
        final BlockingQueue<Channel> made = new LinkedBlockingQueue<>();

        @Override
        public boolean reaches(long sid) {
            return sid == 2;
        }

        @Override
        public boolean dialled(long sid, Channel channel) {
            made.add(channel);
            return false;
        }

        @Override
        public boolean accepted(Channel client) {
            return true;
        }
    }
}

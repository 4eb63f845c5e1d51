package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port for clients moves while the server runs. */
@Timeout(60)
class NettyServerCnxnFactoryTest {
    private final Edge edge = new Edge();
    private final NettyServerCnxnFactory clients = new NettyServerCnxnFactory(
            edge.transport, List.of(), null, new NettyServerCnxnFactory.Limits(0, 0, -1, false), LinkFilter.OPEN);

    @AfterEach
    void close() {
        clients.unbind();
        edge.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return once.getLocalPort();
        }
    }

    private void awaitAddress(Predicate<InetSocketAddress> wanted) {
        while (!wanted.test(clients.localAddress())) {
            Thread.onSpinWait();
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !probe.isBound();
        } catch (IOException taken) {
            return true;
        }
    }

    @Test
    void theNewPortIsListenedAtAndTheOldOneGivenUp() throws Exception {
        int before = freePort();
        clients.bind(edge.loop, loopback(before));
        int after = freePort();
        clients.rebind(loopback(after));
        awaitAddress(loopback(after)::equals);
        while (isTaken(before)) {
            Thread.onSpinWait();
        }
        assertThat(isTaken(after)).isTrue();
    }

    @Test
    void everyAddressGivesWayToOneOfThem() throws Exception {
        int port = freePort();
        clients.bind(edge.loop, new InetSocketAddress(port));
        clients.rebind(loopback(port));
        awaitAddress(loopback(port)::equals);
        clients.rebind(new InetSocketAddress(port));
        awaitAddress(address -> address.getAddress().isAnyLocalAddress());
        assertThat(clients.localAddress().getPort()).isEqualTo(port);
    }

    @Test
    void whatCannotBeBoundChangesNothing() throws Exception {
        int before = freePort();
        clients.bind(edge.loop, loopback(before));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            clients.rebind(loopback(taken.getLocalPort()));
            int after = freePort();
            clients.rebind(loopback(after));
            awaitAddress(loopback(after)::equals);
            assertThat(taken.isClosed()).isFalse();
        }
    }
}

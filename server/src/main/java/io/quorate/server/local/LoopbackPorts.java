package io.quorate.server.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds loopback ports that nobody listens on, in ascending order, so that an ensemble that is started again gets the same ones.
 * They lie below what systems hand out to outgoing connections. Nothing keeps them free; a server that finds its port taken
 * after all says so.
 */
final class LoopbackPorts {
    private static final int FIRST = 21_811;
    private static final int LAST = 22_810;

    private int next = FIRST;

    /** Another free port. */
    int next() throws IOException {
        while (next <= LAST) {
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free loopback port from " + FIRST + " to " + LAST);
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

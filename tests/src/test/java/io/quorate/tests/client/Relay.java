package io.quorate.tests.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A TCP relay on a port of its own, whose connections the test can cut or make silent. While it is cut it takes no connections
 * either: they are closed at once.
 */
final class Relay implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore flowing = new Semaphore(1);
    private final int target;
    private volatile boolean cut;
    private volatile IOException lastFailure;

    /** Relays to a loopback port. */
    Relay(int target) throws IOException {
        this.target = target;
        daemon("relay " + target, this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Closes all connections and takes no more. */
    void cut() throws IOException {
        cut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    void restore() {
        cut = false;
    }

    /** Holds all bytes back, with the connections open. */
    void stall() throws InterruptedException {
        flowing.acquire();
    }

    void flow() {
        flowing.release();
    }

    @Override
    public String toString() {
        return "relay to " + target + (cut ? ", cut" : "") + ", last failure " + lastFailure;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        flowing.release();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                // Closed by the test, which ends the loop, or the server is down, which the client sees as a closed
                // connection.
                lastFailure = e;
            }
        }
    }

    /** Joins the client to the server; closes it if that is not to be, or not to be reached. */
    private void serve(Socket near) throws IOException {
        boolean joined = false;
        try {
            if (!cut) {
                join(near, new Socket(InetAddress.getLoopbackAddress(), target));
                joined = true;
            }
        } finally {
            if (!joined) {
                near.close();
            }
        }
    }

    private void join(Socket near, Socket far) throws IOException {
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        daemon("relay out", () -> pump(near, far));
        daemon("relay in", () -> pump(far, near));
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                flowing.acquireUninterruptibly();
                flowing.release();
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One side is gone; closing both, as done here, is all that a relay can do.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}

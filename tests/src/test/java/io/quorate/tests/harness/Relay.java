package io.quorate.tests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between clients and a server that can be cut and mended: it passes bytes on as they are. */
public final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean cut;

    public Relay(int target) throws IOException {
        this.target = target;
        start("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections and lets no new one through. */
    public void cut() {
        cut = true;
        closeAll();
    }

    /** Lets new connections through again. */
    public void mend() {
        cut = false;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Either side has ended: the pair is done with.
                        sockets.removeIf(Socket::isClosed);
                    }
                },
                "relay-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (cut) {
                client.close();
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            start("requests", () -> pass(client, server));
            start("answers", () -> pass(server, client));
            if (cut) {
                closeAll();
            }
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot cut a connection", e);
            }
        }
        sockets.removeIf(Socket::isClosed);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }
}

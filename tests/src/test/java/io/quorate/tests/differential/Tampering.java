package io.quorate.tests.differential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Something between clients and a server that changes what the server says: the comparison must see it. Requests pass as
 * they are; every frame of an answer goes through a function that returns what is passed on instead.
 */
final class Tampering implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile Function<byte[], List<byte[]>> change = List::of;

    Tampering(int target) throws IOException {
        this.target = target;
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on. */
    void with(Function<byte[], List<byte[]>> next) {
        change = next;
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
                        // The end of either side is the end of the pair.
                        sockets.removeIf(Socket::isClosed);
                    }
                },
                "tampering-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            start("requests", () -> {
                try (client;
                        server) {
                    client.getInputStream().transferTo(server.getOutputStream());
                }
            });
            start("answers", () -> {
                try (client;
                        server) {
                    answers(
                            new DataInputStream(server.getInputStream()),
                            new DataOutputStream(client.getOutputStream()));
                }
            });
        }
    }

    private void answers(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            for (byte[] each : change.apply(frame)) {
                if (each.length == 0) {
                    throw new EOFException("the connection is cut");
                }
                out.writeInt(each.length);
                out.write(each);
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

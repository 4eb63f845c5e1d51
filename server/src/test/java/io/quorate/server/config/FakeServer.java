package io.quorate.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stands in for the server where scripts are tested: the environment variable FAKE tells what it does. Answers every
 * four-letter word with the text of that variable, or fails as if the configuration were wrong.
 */
final class FakeServer {
    private FakeServer() {}

    public static void main(String[] args) throws IOException {
        String behaviour = System.getenv("FAKE");
        if (behaviour.equals("fail")) {
            Files.writeString(
                    Path.of(System.getenv("FAKE_LOG")),
                    "2026 [main] INFO  Main - hello\n2026 [main] ERROR Main - no good\n",
                    StandardCharsets.UTF_8,
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
            System.exit(2);
        }
        if (behaviour.equals("crash")) {
            System.out.println("Error: Could not find or load main class");
            System.exit(1);
        }
        int port = Integer.parseInt(System.getenv("FAKE_PORT"));
        try (ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                answer(listener, behaviour);
            }
        }
    }

    private static void answer(ServerSocket listener, String text) throws IOException {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            if (in.readNBytes(4).length == 4) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}

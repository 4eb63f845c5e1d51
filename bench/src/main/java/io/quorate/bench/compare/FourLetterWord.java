package io.quorate.bench.compare;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server one of the four-letter words. */
final class FourLetterWord {
    private FourLetterWord() {}

    /** The answer; empty if the server closes the connection without one. */
    static String ask(InetSocketAddress server, String word, int millisMax) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millisMax);
            socket.setSoTimeout(millisMax);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.quorate.tests.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The four-letter words: one question per connection, answered in plain text (spec: admin-interfaces §1). */
public final class FourLetter {
    private static final int TIMEOUT_MILLIS = 10_000;

    private FourLetter() {}

    /** The whole answer of the server on the given loopback port; empty when it closes without one. */
    public static String ask(int port, String word) throws IOException {
        return ask(port, word, TIMEOUT_MILLIS);
    }

    /** As {@link #ask(int, String)}, failing when the server is silent for the given time. */
    static String ask(int port, String word, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            OutputStream out = socket.getOutputStream();
            out.write(word.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The keys and values of {@code mntr}, in the order they were printed. */
    public static Map<String, String> monitor(int port) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : ask(port, "mntr").split("\n")) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                values.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return values;
    }

    /** What stands behind {@code "<label>: "} in the answer to {@code srvr}. */
    public static String srvr(int port, String label) throws IOException {
        String answer = ask(port, "srvr");
        for (String line : answer.split("\n")) {
            if (line.startsWith(label + ": ")) {
                return line.substring(label.length() + 2);
            }
        }
        throw new IOException("no line \"" + label + ": \" in the answer to srvr: " + answer);
    }
}

package io.quorate.bench;

import java.net.InetSocketAddress;

/** Reads {@code host:port}. */
final class Addresses {
    private Addresses() {}

    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("server: \"" + text + "\" (expected: host:port)");
        }
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        return new InetSocketAddress(host, Integer.parseInt(port));
    }
}

package io.quorate.server.local;

/**
 * Where a server serves clients.
 *
 * @param id of the server, or its place in a list
 */
record ServerAddress(int id, String host, int port) {
    private static final int PORT_MAX = 65_535;

    /**
     * An address such as {@code localhost:2181} or {@code [::1]:2181}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ServerAddress of(int id, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = colon >= 0 && text.substring(colon + 1).matches("\\d{1,5}")
                ? Integer.parseInt(text.substring(colon + 1))
                : 0;
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("server address: \"" + text + "\" (expected: host:port)");
        }
        return new ServerAddress(id, host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}

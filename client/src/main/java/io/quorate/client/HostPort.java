package io.quorate.client;

/**
 * The client address of one server, not resolved.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** The port of servers that are named without one. */
    public static final int DEFAULT_PORT = 2181;

    public HostPort {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: empty (expected: a host name or address)");
        }
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("port of " + host + ": " + port + " (expected: 1 to " + PORT_MAX + ")");
        }
    }

    /** Parses {@code host}, {@code host:port}, {@code [ipv6]} or {@code [ipv6]:port}. */
    public static HostPort parse(String text) {
        int colon = portColon(text);
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new HostPort(host, colon < 0 ? DEFAULT_PORT : parsePort(text, text.substring(colon + 1)));
    }

    /** Where the port's colon is, or -1. The colons within brackets are the address's own. */
    private static int portColon(String text) {
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf(']') ? colon : -1;
    }

    private static int parsePort(String text, String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "port of server " + text + ": \"" + port + "\" (expected: a number from 1 to " + PORT_MAX + ")", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

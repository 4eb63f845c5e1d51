package io.quorate.jute.quorum;

import io.quorate.jute.MalformedRecordException;

/**
 * A host, by name or address, and a port, as text: {@code host:port}, with brackets around IPv6 addresses.
 *
 * @param host without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final int PORT_MAX = 65535;
    private static final int PORT_DIGITS_MAX = 5;

    /**
     * Parses one address.
     *
     * @throws MalformedRecordException if it is not one
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        int port = parsePort(text.substring(colon + 1));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.isBlank() || port < 1 || port > PORT_MAX || bracketed != bare.contains(":")) {
            throw new MalformedRecordException("address: '" + text
                    + "' (expected: host:port, or [IPv6]:port, with a port of 1 to " + PORT_MAX + ")");
        }
        return new HostPort(bare, port);
    }

    /** The number, or -1 if it is none. */
    private static int parsePort(String digits) {
        if (digits.isEmpty() || digits.length() > PORT_DIGITS_MAX) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port;
    }

    /** Whether the host means every interface, so that nobody can dial it. */
    public boolean isWildcard() {
        return host.equals("0.0.0.0") || (host.contains(":") && host.chars().allMatch(c -> c == ':' || c == '0'));
    }

    /** The form that {@link #parse} takes. */
    public String toText() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

package io.quorate.client;

/** The rules for absolute paths of znodes (spec: client-protocol §6.7). */
public final class ZnodePath {
    private ZnodePath() {}

    /** Throws IllegalArgumentException, with the reason as its message, unless a znode can have this path. */
    public static void validate(String path) {
        if (path == null) {
            throw new IllegalArgumentException("Path cannot be null");
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("Path length must be > 0");
        }
        if (path.charAt(0) != '/') {
            throw new IllegalArgumentException("Path must start with / character");
        }
        if (path.length() > 1 && path.charAt(path.length() - 1) == '/') {
            throw new IllegalArgumentException("Path must not end with / character");
        }
        for (int at = 1; at < path.length(); at++) {
            String fault = faultAt(path, at);
            if (fault != null) {
                throw new IllegalArgumentException(
                        "Invalid path string \"" + path + "\" caused by " + fault + " @" + at);
            }
        }
    }

    /** As {@link #validate}, for a path to which the server will append a number: it may end in a slash. */
    public static void validatePrefix(String path) {
        validate(path == null ? null : path + "0");
    }

    /** The path of the parent; that of the root is the root. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** The path of a child. */
    public static String child(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    private static String faultAt(String path, int at) {
        char c = path.charAt(at);
        if (c == 0) {
            return "null character not allowed";
        }
        if (c == '/' && path.charAt(at - 1) == '/') {
            return "empty node name specified";
        }
        if (c == '.' && isDotSegmentEnd(path, at)) {
            return "relative paths not allowed";
        }
        return isForbidden(c) ? "invalid character" : null;
    }

    /** Whether the segment that ends with the dot at {@code at} is {@code .} or {@code ..}. */
    private static boolean isDotSegmentEnd(String path, int at) {
        boolean ends = at + 1 == path.length() || path.charAt(at + 1) == '/';
        boolean single = path.charAt(at - 1) == '/';
        boolean dual = path.charAt(at - 1) == '.' && path.charAt(at - 2) == '/';
        return ends && (single || dual);
    }

    private static boolean isForbidden(char c) {
        return c <= '\u001f' || (c >= '\u007f' && c <= '\u009f') || (c >= '\ud800' && c <= '\uf8ff') || c >= '\ufff0';
    }
}

package io.quorate.tree;

/**
 * Which strings are paths (spec: client-protocol §6.7).
 *
 * <p>Reads do not ask: a string that is no path names no node.
 */
public final class PathRules {
    private static final char SEPARATOR = '/';

    private PathRules() {}

    /** Whether a node may be created, or its data or ACL set, under this path. Null is no path. */
    public static boolean isValid(String path) {
        if (path == null || path.isEmpty() || path.charAt(0) != SEPARATOR) {
            return false;
        }
        return path.length() == 1 || segmentsAreValid(path);
    }

    private static boolean segmentsAreValid(String path) {
        int start = 1;
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == SEPARATOR) {
                if (!isName(path, start, i)) {
                    return false;
                }
                start = i + 1;
            } else if (!isAllowed(c)) {
                return false;
            }
        }
        return isName(path, start, path.length());
    }

    /** Neither empty nor a relative name. */
    private static boolean isName(String path, int from, int to) {
        return switch (to - from) {
            case 0 -> false;
            case 1 -> path.charAt(from) != '.';
            case 2 -> path.charAt(from) != '.' || path.charAt(from + 1) != '.';
            default -> true;
        };
    }

    private static boolean isAllowed(char c) {
        if (c < 0x7f) {
            return c > 0x1f;
        }
        return c > 0x9f && (c < 0xd800 || (c > 0xf8ff && c < 0xfff0));
    }

    /** The lesser condition that creations and deletions check first: there is a slash and no NUL. */
    public static boolean hasParent(String path) {
        return path != null && path.indexOf(SEPARATOR) >= 0 && path.indexOf('\0') < 0;
    }

    /** The path before the last slash; "/" if there is nothing before it. Needs a path with a slash. */
    public static String parent(String path) {
        int end = parentLength(path);
        return end == 0 ? "/" : path.substring(0, end);
    }

    /** Length of the path before the last slash, 0 for a child of the root. A path without slash is an {@link IllegalArgumentException}. */
    static int parentLength(String path) {
        int slash = path.lastIndexOf(SEPARATOR);
        if (slash < 0) {
            throw new IllegalArgumentException("path: \"" + path + "\" (expected: a path with a slash)");
        }
        return slash;
    }
}

package io.quorate.client;

/**
 * Maps the paths an application uses to those of the server and back.
 *
 * @param path as in {@link ConnectString#chroot}
 */
record Chroot(String path) {
    String toServer(String clientPath) {
        if (path.isEmpty()) {
            return clientPath;
        }
        return clientPath.equals("/") ? path : path + clientPath;
    }

    /** The client's name of a path of the server. A path outside of the chroot has none and stays as it is. */
    String toClient(String serverPath) {
        if (path.isEmpty() || serverPath == null || !serverPath.startsWith(path)) {
            return serverPath;
        }
        if (serverPath.length() == path.length()) {
            return "/";
        }
        return serverPath.charAt(path.length()) == '/' ? serverPath.substring(path.length()) : serverPath;
    }
}

package io.quorate.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * Ends a session from the client's side: a second client comes with its id and password, takes it over and closes it. What works against
 * any server, of Apache's too; {@link TestingServer#expireSession} needs no password.
 */
public final class KillSession {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int CLOSE_SESSION = -11;
    private static final int HEADER_BYTES = 8;

    private KillSession() {}

    /**
     * Returns when the session is closed, or was before. Its client learns of it when it connects again.
     *
     * @param connectString of one server or several, of which the first that answers is taken
     * @param sessionId as the client tells it
     * @param password likewise
     * @throws IOException if no server answers
     */
    public static void kill(String connectString, long sessionId, byte[] password) throws IOException {
        IOException last = new IOException("no server in \"" + connectString + "\"");
        for (String server : connectString.split(",")) {
            int colon = server.lastIndexOf(':');
            try {
                kill(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)), sessionId, password);
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void kill(String host, int port, long sessionId, byte[] password) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            // ConnectRequest: version, last zxid seen, timeout, id, password, read-only (spec: client-protocol §2).
            out.writeInt(29 + password.length);
            out.writeInt(0);
            out.writeLong(0);
            out.writeInt(TIMEOUT_MILLIS);
            out.writeLong(sessionId);
            out.writeInt(password.length);
            out.write(password);
            out.writeBoolean(false);
            out.flush();
            in.skipNBytes(HEADER_BYTES);
            int agreed = in.readInt();
            long opened = in.readLong();
            if (agreed <= 0 || opened != sessionId) {
                // It has ended already.
                return;
            }
            in.skipNBytes(in.readInt() + 1);
            out.writeInt(HEADER_BYTES);
            out.writeInt(1);
            out.writeInt(CLOSE_SESSION);
            out.flush();
            in.skipNBytes(in.readInt());
        }
    }
}

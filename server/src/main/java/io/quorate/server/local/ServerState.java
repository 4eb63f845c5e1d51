package io.quorate.server.local;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server says of itself in its four-letter words, of Quorate or of Apache.
 *
 * @param role such as {@code leader}; {@link #LOOKING} if it does not serve, {@link #DOWN} if it does not answer
 * @param zxid the last that it has applied; -1 if it does not serve
 * @param sessions of the whole ensemble as it knows them; -1 if it does not tell
 * @param version without the date
 */
record ServerState(ServerAddress address, String role, long zxid, long sessions, String version) {
    static final String LOOKING = "looking";
    static final String DOWN = "down";
    static final String LEADER = "leader";
    static final long UNKNOWN = -1;

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int EPOCH_SHIFT = 32;
    private static final long COUNTER_MASK = 0xffff_ffffL;

    /** Asks the server. */
    static ServerState of(ServerAddress address) {
        Map<String, String> srvr;
        try {
            srvr = fields(ask(address, "srvr"), ": ");
        } catch (IOException e) {
            return new ServerState(address, DOWN, UNKNOWN, UNKNOWN, "");
        }
        if (!srvr.containsKey("Mode") || !srvr.containsKey("Zxid")) {
            return new ServerState(address, LOOKING, UNKNOWN, UNKNOWN, "");
        }
        return new ServerState(
                address,
                srvr.get("Mode"),
                Long.parseUnsignedLong(srvr.get("Zxid").substring(2), 16),
                sessions(address),
                srvr.getOrDefault("Zookeeper version", "").replaceAll(",.*", ""));
    }

    private static long sessions(ServerAddress address) {
        try {
            // Not there if the word is not in the server's whitelist.
            return Long.parseLong(
                    fields(ask(address, "mntr"), "\t").getOrDefault("zk_global_sessions", Long.toString(UNKNOWN)));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    boolean serves() {
        return zxid != UNKNOWN;
    }

    boolean leads() {
        return role.equals(LEADER) || role.equals("standalone");
    }

    long epoch() {
        return zxid >>> EPOCH_SHIFT;
    }

    /**
     * How many transactions of the leader's epoch it has not applied. What was before that epoch it has, or it would not serve.
     */
    long behind(ServerState leader) {
        long applied = epoch() == leader.epoch() ? zxid & COUNTER_MASK : 0;
        return Math.max(0, (leader.zxid & COUNTER_MASK) - applied);
    }

    private static Map<String, String> fields(String answer, String separator) {
        Map<String, String> fields = new HashMap<>();
        for (String line : answer.split("\n")) {
            int at = line.indexOf(separator);
            if (at > 0) {
                fields.put(line.substring(0, at), line.substring(at + separator.length()));
            }
        }
        return fields;
    }

    private static String ask(ServerAddress address, String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(word.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

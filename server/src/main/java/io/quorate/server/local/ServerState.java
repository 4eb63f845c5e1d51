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
 * @param epoch whose history it has; of its zxid if it does not tell
 * @param zxid the last that it has applied; -1 if it does not serve
 * @param sessions of the whole ensemble as it knows them; -1 if it does not tell
 * @param version without the date
 */
record ServerState(ServerAddress address, String role, long epoch, long zxid, long sessions, String version) {
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
            return new ServerState(address, DOWN, UNKNOWN, UNKNOWN, UNKNOWN, "");
        }
        if (!srvr.containsKey("Mode") || !srvr.containsKey("Zxid")) {
            return new ServerState(address, LOOKING, UNKNOWN, UNKNOWN, UNKNOWN, "");
        }
        long zxid = Long.parseUnsignedLong(srvr.get("Zxid").substring(2), 16);
        Map<String, String> mntr = monitor(address);
        return new ServerState(
                address,
                srvr.get("Mode"),
                number(mntr, "zk_current_epoch", zxid >>> EPOCH_SHIFT),
                zxid,
                number(mntr, "zk_global_sessions", UNKNOWN),
                srvr.getOrDefault("Zookeeper version", "").replaceAll(",.*", ""));
    }

    /** Empty if the word is not in the server's whitelist. */
    private static Map<String, String> monitor(ServerAddress address) {
        try {
            return fields(ask(address, "mntr"), "\t");
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static long number(Map<String, String> fields, String key, long otherwise) {
        String value = fields.get(key);
        return value == null ? otherwise : Long.parseLong(value);
    }

    boolean serves() {
        return zxid != UNKNOWN;
    }

    boolean leads() {
        return role.equals(LEADER) || role.equals("standalone");
    }

    /**
     * How many transactions of the leader's epoch it has not applied. What was before that epoch it has, or it would not serve.
     */
    long behind(ServerState leader) {
        boolean same = zxid >>> EPOCH_SHIFT == leader.zxid >>> EPOCH_SHIFT;
        long applied = same ? zxid & COUNTER_MASK : 0;
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

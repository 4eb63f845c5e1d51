package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a server must hand on to the next one on the same directory, to the last bit: every znode with its stat, ACL and data,
 * the sessions, and which ephemerals are whose.
 */
record State(List<String> nodes, SortedSet<String> sessions, SortedSet<String> ephemerals) {
    private static final String EPHEMERALS = "ephemeral nodes dump:";
    private static final String CONNECTIONS = "Connections dump:";

    /** Reads a server through a session of its own, which is closed again. */
    static State of(int port) throws IOException {
        try (RawClient client = RawClient.connect(port, Player.TIMEOUT_MILLIS)) {
            byte[] password = Profile.SUPER_PASSWORD.getBytes(StandardCharsets.UTF_8);
            client.call(OpCode.AUTH, new AuthRequest(0, "digest", password), Call.AUTH_XID);
            List<String> nodes = Everything.nodes(client);
            String dump = FourLetter.ask(port, "dump");
            String own = "0x" + Long.toHexString(client.session().id());
            SortedSet<String> sessions = new TreeSet<>();
            part(dump, "", EPHEMERALS)
                    .lines()
                    .filter(line -> line.startsWith("\t0x"))
                    .forEach(line -> sessions.add(line.trim()));
            sessions.remove(own);
            SortedSet<String> ephemerals = new TreeSet<>();
            String owner = "";
            for (String line : part(dump, EPHEMERALS, CONNECTIONS).split("\n")) {
                owner = line.startsWith("0x") ? line : owner;
                if (line.startsWith("\t")) {
                    ephemerals.add(owner + line.trim());
                }
            }
            client.closeSession();
            return new State(nodes, sessions, ephemerals);
        }
    }

    private static String part(String text, String from, String to) {
        int start = text.indexOf(from);
        int end = text.indexOf(to);
        if (start < 0 || end < start) {
            throw new IllegalStateException("no part \"" + from + "\" to \"" + to + "\" in " + text);
        }
        return text.substring(start, end);
    }
}

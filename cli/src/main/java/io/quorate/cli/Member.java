package io.quorate.cli;

import io.quorate.client.HostPort;
import io.quorate.client.KeeperException;
import io.quorate.client.ZooKeeper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member of the ensemble as the configuration has it, {@code server.ID=host:port:port[:role][|...];[host:]port}.
 *
 * @param id as it is written there
 * @param peer host and ports for other servers
 * @param role participant or observer
 * @param client where clients connect; null if that is not told
 */
record Member(String id, String peer, String role, HostPort client) {
    private static final Pattern LINE = Pattern.compile("server\\.(\\d+)=([^;]*)(?:;(.*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:|]*):.*");

    /** All members; none if the server is alone, since it keeps no list then. */
    static List<Member> all(ZooKeeper session) throws KeeperException, InterruptedException {
        byte[] data = session.blocking().getConfig(null).data();
        List<Member> members = new ArrayList<>();
        for (String line : (data == null ? "" : new String(data, StandardCharsets.UTF_8)).split("\n")) {
            Matcher matcher = LINE.matcher(line.trim());
            if (matcher.matches()) {
                members.add(of(matcher.group(1), matcher.group(2), matcher.group(3)));
            }
        }
        return members;
    }

    /** The server that the session is connected to, for one that is alone. */
    static Optional<Member> alone(ZooKeeper session) {
        return session.server().map(server -> new Member("-", "-", "standalone", server));
    }

    static Member of(String id, String servers, String client) {
        boolean observer = servers.endsWith(":observer");
        String peer = servers.replaceAll(":(participant|observer)$", "");
        return new Member(id, peer, observer ? "observer" : "participant", client(peer, client));
    }

    private static HostPort client(String peer, String client) {
        if (client == null || client.isBlank()) {
            return null;
        }
        Matcher host = HOST.matcher(peer);
        String peerHost = host.matches() ? host.group(1) : "localhost";
        if (client.matches("\\d+")) {
            return HostPort.parse(peerHost + ":" + client);
        }
        HostPort own = HostPort.parse(client);
        boolean any = own.host().equals("0.0.0.0") || own.host().matches("[0:]+");
        return any ? HostPort.parse(peerHost + ":" + own.port()) : own;
    }
}

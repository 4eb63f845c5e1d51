package io.quorate.server.local;

import java.util.ArrayList;
import java.util.List;

/** The servers of an ensemble as lines for people. Immutable. */
final class StatusTable {
    private static final List<String> TITLES =
            List.of("SERVER", "ROLE", "EPOCH", "ZXID", "LAG", "SESSIONS", "ADDRESS", "VERSION");
    private static final String NONE = "-";

    private final List<ServerState> servers;

    StatusTable(List<ServerState> servers) {
        this.servers = List.copyOf(servers);
    }

    /** Asks all of them, one after the other. */
    static StatusTable ask(List<ServerAddress> addresses) {
        return new StatusTable(addresses.stream().map(ServerState::of).toList());
    }

    /** Whether there is one leader, and every server serves. */
    boolean isComplete() {
        return servers.stream().allMatch(ServerState::serves)
                && servers.stream().filter(ServerState::leads).count() == 1;
    }

    List<String> lines() {
        ServerState leader =
                servers.stream().filter(ServerState::leads).findFirst().orElse(null);
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        servers.forEach(server -> rows.add(row(server, leader)));
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column))
                        .append(" "
                                .repeat(width(rows, column)
                                        + 2
                                        - row.get(column).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static List<String> row(ServerState server, ServerState leader) {
        boolean serves = server.serves();
        return List.of(
                Integer.toString(server.address().id()),
                server.role(),
                serves ? Long.toString(server.epoch()) : NONE,
                serves ? "0x" + Long.toHexString(server.zxid()) : NONE,
                serves && leader != null ? Long.toString(server.behind(leader)) : NONE,
                server.sessions() == ServerState.UNKNOWN ? NONE : Long.toString(server.sessions()),
                server.address().toString(),
                server.version().isEmpty() ? NONE : server.version());
    }
}

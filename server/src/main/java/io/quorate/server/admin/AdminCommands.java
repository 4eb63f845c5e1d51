package io.quorate.server.admin;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.config.QuorumPeerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The commands of the HTTP server, with the keys that Apache's has (spec: admin-interfaces §2). All of them only ask; what they
 * reset is counts. Safe on any thread.
 */
public final class AdminCommands {

    private final Inspector inspector;
    private final AdminStatistics statistics;
    private final Map<String, Command> byName = new LinkedHashMap<>();
    private final Map<String, Command> byPrimaryName = new TreeMap<>();

    /**
     * One command.
     *
     * @param name the one that it answers with
     * @param served whether only a server that serves clients can answer
     * @param answer of the words behind the question mark
     */
    private record Command(
            String name,
            boolean served,
            Function<Map<String, String>, CompletableFuture<Map<String, Object>>> answer) {}

    /** Commands about one server. */
    public AdminCommands(Inspector inspector) {
        this.inspector = inspector;
        this.statistics = new AdminStatistics(inspector);
        ConnectionWords connections = new ConnectionWords(inspector);
        ServerWords server = new ServerWords(inspector);
        served("configuration", all -> inspector.peer().thenApply(this::configuration), "conf", "config");
        served("connection_stat_reset", all -> connections.reset().thenApply(done -> Map.of()), "crst");
        served("connections", all -> statistics.connections(true), "cons");
        served("dirs", all -> now(statistics.directories()));
        served("dump", all -> statistics.dump());
        any("environment", all -> now(entries(Environment.text(), "=")), "env", "envi");
        any(
                "get_trace_mask",
                all -> now(Map.of("tracemask", inspector.traceMask().bits())),
                "gtmk");
        any("set_trace_mask", this::setTraceMask, "stmk");
        served("hash", all -> statistics.digests());
        served("initial_configuration", all -> now(single("initial_configuration", initialConfiguration())), "icfg");
        served(
                "is_read_only",
                all -> inspector.peer().thenApply(status -> Map.of("read_only", Standing.isReadOnly(status))),
                "isro");
        served("last_snapshot", all -> now(statistics.lastSnapshot()), "lsnp");
        served("leader", all -> inspector.peer().thenApply(this::leader), "lead");
        served("monitor", all -> new Monitor(inspector).text().thenApply(AdminCommands::monitor), "mntr");
        served("observer_connection_stat_reset", all -> now(Map.of()), "orst");
        served("observers", all -> inspector.peer().thenApply(AdminStatistics::observers), "obsr");
        any("ruok", all -> now(Map.of()));
        served("server_stats", all -> statistics.server(), "srvr");
        served("stats", all -> statistics.serverAndConnections(), "stat");
        served("stat_reset", all -> server.reset().thenApply(done -> Map.of()), "srst");
        any("system_properties", all -> now(AdminStatistics.systemProperties()), "sysp");
        served("voting_view", all -> inspector.peer().thenApply(this::votingView));
        served("watches", all -> statistics.watchesBySession(), "wchc");
        served("watches_by_path", all -> statistics.watchesByPath(), "wchp");
        served("watch_summary", all -> statistics.watchSummary(), "wchs");
        any("zabstate", all -> inspector.peer().thenApply(this::zabState));
    }

    private void served(
            String name,
            Function<Map<String, String>, CompletableFuture<Map<String, Object>>> answer,
            String... aliases) {
        add(new Command(name, true, answer), aliases);
    }

    private void any(
            String name,
            Function<Map<String, String>, CompletableFuture<Map<String, Object>>> answer,
            String... aliases) {
        add(new Command(name, false, answer), aliases);
    }

    private void add(Command command, String... aliases) {
        byPrimaryName.put(command.name(), command);
        byName.put(command.name(), command);
        for (String alias : aliases) {
            byName.put(alias, command);
        }
    }

    /** What may be asked, in the order of the alphabet. */
    public List<String> names() {
        return List.copyOf(byPrimaryName.keySet());
    }

    /**
     * Answers a command; {@code command} and {@code error} are always among the keys.
     *
     * @param arguments the words behind the question mark
     */
    public CompletableFuture<Map<String, Object>> answer(String name, Map<String, String> arguments) {
        Command command = byName.get(name);
        if (command == null) {
            return now(finished(Map.of(), name, "Unknown command: " + name));
        }
        return inspector
                .peer()
                .thenCompose(status -> {
                    if (command.served() && !Standing.isServing(status)) {
                        throw new NotServingException();
                    }
                    return command.answer().apply(arguments);
                })
                .thenApply(keys -> finished(keys, command.name(), null))
                .exceptionally(failure -> {
                    if (failure.getCause() instanceof NotServingException) {
                        return finished(Map.of(), command.name(), Standing.NOT_SERVING);
                    }
                    throw new CompletionException(failure);
                });
    }

    private static Map<String, Object> finished(Map<String, Object> keys, String name, String error) {
        Map<String, Object> all = new LinkedHashMap<>(keys);
        all.put("command", name);
        all.putIfAbsent("error", error);
        return all;
    }

    private static CompletableFuture<Map<String, Object>> now(Map<String, Object> keys) {
        return CompletableFuture.completedFuture(keys);
    }

    private static Map<String, Object> single(String key, Object value) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(key, value);
        return keys;
    }

    private CompletableFuture<Map<String, Object>> setTraceMask(Map<String, String> arguments) {
        try {
            inspector.traceMask().set(Long.parseLong(arguments.getOrDefault("traceMask", "")));
            return now(Map.of("tracemask", inspector.traceMask().bits()));
        } catch (NumberFormatException e) {
            return now(Map.of("error", "setTraceMask requires long traceMask argument"));
        }
    }

    /** Lines of a key and a value. */
    private static Map<String, Object> entries(String text, String separator) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            int at = line.indexOf(separator);
            if (at > 0) {
                entries.put(line.substring(0, at), line.substring(at + separator.length()));
            }
        }
        return entries;
    }

    private static Map<String, Object> monitor(String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        entries(text, "\t")
                .forEach((key, value) ->
                        values.put(key.substring("zk_".length()), AdminStatistics.number((String) value)));
        return values;
    }

    private Map<String, Object> configuration(PeerStatus status) {
        QuorumPeerConfig config = inspector.config().config();
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("client_port", inspector.listener().plainPort());
        keys.put("data_dir", inspector.dirs().snapDir().toString());
        keys.put("data_log_dir", inspector.dirs().logDir().toString());
        keys.put("tick_time", config.sessions().tickTimeMillis());
        keys.put("max_client_cnxns", config.clientPort().maxPerAddress());
        keys.put("min_session_timeout", config.sessions().minTimeoutMillis());
        keys.put("max_session_timeout", config.sessions().maxTimeoutMillis());
        keys.put("server_id", MembershipText.serverId(config.ensemble()));
        keys.put("client_port_listen_backlog", config.clientPort().backlog());
        if (status.quorum() != null) {
            // Ours: what the ensemble is now, which its members may have changed since they started.
            keys.put("membership", status.quorum().configText());
        }
        return keys;
    }

    /** A server of one tells what it was started with; a member of an ensemble has a configuration that changes. */
    private String initialConfiguration() {
        return inspector.config().config().ensemble().distributed()
                ? null
                : String.join("\n", inspector.config().sources().render(false));
    }

    private Map<String, Object> leader(PeerStatus status) {
        QuorumStatus quorum = status.quorum();
        Map<String, Object> keys = new LinkedHashMap<>();
        if (quorum == null) {
            keys.put("error", "server is not initialized");
            return keys;
        }
        QuorumServer leader = Ensemble.parse(quorum.configText()).member(quorum.leaderSid());
        keys.put("is_leader", Standing.isLeader(status));
        keys.put("leader_id", quorum.leaderSid());
        keys.put(
                "leader_ip",
                leader == null ? "" : leader.quorumAddresses().get(0).host());
        return keys;
    }

    private Map<String, Object> votingView(PeerStatus status) {
        Map<String, Object> voters = new LinkedHashMap<>();
        if (status.quorum() != null) {
            Ensemble ensemble = Ensemble.parse(status.quorum().configText());
            for (long sid : ensemble.voters()) {
                QuorumServer member = ensemble.member(sid);
                Map<String, Object> view = new LinkedHashMap<>();
                view.put("server_addresses", texts(member.quorumAddresses()));
                view.put("election_addresses", texts(member.electionAddresses()));
                HostPort client = member.clientAddress();
                view.put("client_address", client == null || client.host() == null ? "" : client.toText());
                view.put("learner_type", "participant");
                voters.put(Long.toString(sid), view);
            }
        }
        return single("current_config", voters);
    }

    private Map<String, Object> zabState(PeerStatus status) {
        QuorumStatus quorum = status.quorum();
        Map<String, Object> keys = new LinkedHashMap<>();
        if (quorum == null) {
            keys.put("voting", false);
            keys.put("zabstate", "");
            return keys;
        }
        long sid = MembershipText.serverId(inspector.config().config().ensemble());
        Ensemble ensemble = Ensemble.parse(quorum.configText());
        QuorumServer self = ensemble.member(sid);
        long zxid = status.committed().lastZxid();
        keys.put("myid", sid);
        keys.put("is_leader", Standing.isLeader(status));
        keys.put("quorum_address", self == null ? null : addresses(self.quorumAddresses()));
        keys.put("election_address", self == null ? null : addresses(self.electionAddresses()));
        keys.put(
                "client_address",
                self == null || self.clientAddress() == null
                        ? null
                        : self.clientAddress().toText());
        keys.put("voting", ensemble.isVoter(sid));
        keys.put("last_zxid", Zxid.toText(zxid));
        keys.put("zab_epoch", Zxid.epoch(zxid));
        keys.put("zab_counter", Zxid.counter(zxid));
        keys.put("zabstate", quorum.phase());
        return keys;
    }

    private static List<String> texts(List<HostPort> addresses) {
        return addresses.stream().map(HostPort::toText).toList();
    }

    /** The keys that Apache has for the addresses of a port; which of them can be reached is not tried for the question. */
    private static Map<String, Object> addresses(List<HostPort> addresses) {
        List<Integer> ports = new ArrayList<>();
        List<String> wildcards = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (HostPort address : addresses) {
            ports.add(address.port());
            wildcards.add("0.0.0.0:" + address.port());
            hosts.add(address.host());
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("empty", addresses.isEmpty());
        keys.put("all_addresses", texts(addresses));
        keys.put("wildcard_addresses", wildcards);
        keys.put("all_ports", ports);
        keys.put("all_host_strings", hosts);
        keys.put("one", addresses.isEmpty() ? null : addresses.get(0).toText());
        return keys;
    }
}

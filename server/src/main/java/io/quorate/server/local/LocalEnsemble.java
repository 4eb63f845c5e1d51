package io.quorate.server.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * The files of an ensemble on one machine: in its directory one directory a server, {@code server-N}, with {@code conf/zoo.cfg},
 * {@code data} and {@code logs}.
 */
final class LocalEnsemble {
    static final int SERVERS_DEFAULT = 3;
    static final int SERVERS_MAX = 9;

    private static final String LOOPBACK = "127.0.0.1";
    private static final String DEFAULTS = "/io/quorate/server/local-ensemble.cfg";

    private final Path dir;
    private final int servers;

    private LocalEnsemble(Path dir, int servers) {
        this.dir = dir;
        this.servers = servers;
    }

    /**
     * The ensemble that lives in this directory.
     *
     * @throws IOException if there is none
     */
    static LocalEnsemble in(Path dir) throws IOException {
        int servers = count(dir);
        if (servers == 0) {
            throw new IOException("there is no ensemble in " + dir + "; zkEnsemble.sh start makes one");
        }
        return new LocalEnsemble(dir, servers);
    }

    /**
     * Makes the directories and files that are missing. If no server runs, ports are chosen anew; the data stays.
     *
     * @param wanted how many servers; null = as many as there are, or three
     */
    static LocalEnsemble layOut(Path dir, Integer wanted) throws IOException {
        int found = count(dir);
        if (found > 0 && wanted != null && wanted != found) {
            throw new IOException(dir + " holds an ensemble of " + found + " servers, not of " + wanted
                    + ". Use another directory, or stop that one and delete its directory");
        }
        int servers = found > 0 ? found : wanted != null ? wanted : SERVERS_DEFAULT;
        LocalEnsemble ensemble = new LocalEnsemble(dir, servers);
        if (found == 0 || ensemble.ids().stream().noneMatch(ensemble::runs)) {
            ensemble.write();
        }
        return ensemble;
    }

    private static int count(Path dir) {
        int servers = 0;
        while (Files.exists(config(dir, servers + 1))) {
            servers++;
        }
        return servers;
    }

    /** From 1 on. */
    List<Integer> ids() {
        return IntStream.rangeClosed(1, servers).boxed().toList();
    }

    /** Where the servers serve clients, by id. */
    List<ServerAddress> addresses() throws IOException {
        List<ServerAddress> addresses = new ArrayList<>();
        for (int id : ids()) {
            Properties config = new Properties();
            try (InputStream in = Files.newInputStream(config(dir, id))) {
                config.load(in);
            }
            addresses.add(ServerAddress.of(id, LOOPBACK + ":" + config.getProperty("clientPort")));
        }
        return addresses;
    }

    private void write() throws IOException {
        LoopbackPorts ports = new LoopbackPorts();
        List<Integer> clientPorts = new ArrayList<>();
        for (int id = 1; id <= servers; id++) {
            clientPorts.add(ports.next());
        }
        StringBuilder members = new StringBuilder();
        for (int id : ids()) {
            members.append("server.").append(id).append('=').append(LOOPBACK);
            members.append(':')
                    .append(ports.next())
                    .append(':')
                    .append(ports.next())
                    .append('\n');
        }
        String defaults = defaults();
        for (int id : ids()) {
            Files.createDirectories(home(dir, id).resolve("logs"));
            Files.createDirectories(config(dir, id).getParent());
            Files.createDirectories(data(id));
            Files.writeString(data(id).resolve("myid"), id + "\n");
            Files.writeString(
                    config(dir, id),
                    defaults + "dataDir=" + escaped(data(id)) + "\nclientPort=" + clientPorts.get(id - 1)
                            + "\nclientPortAddress=" + LOOPBACK + "\n" + (servers == 1 ? "" : members));
        }
    }

    private static String defaults() throws IOException {
        try (InputStream in = LocalEnsemble.class.getResourceAsStream(DEFAULTS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As Java's properties files want it. */
    private static String escaped(Path path) {
        return path.toAbsolutePath().toString().replace("\\", "\\\\");
    }

    private boolean runs(int id) {
        try {
            long pid = Long.parseLong(
                    Files.readString(data(id).resolve("zookeeper_server.pid")).strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private Path data(int id) {
        return home(dir, id).resolve("data");
    }

    private static Path config(Path dir, int id) {
        return home(dir, id).resolve("conf").resolve("zoo.cfg");
    }

    private static Path home(Path dir, int id) {
        return dir.resolve("server-" + id);
    }
}

package io.quorate.server.config;

import io.quorate.server.config.EnsembleConfig.Member;
import io.quorate.server.config.EnsembleConfig.PeerAddress;
import io.quorate.server.config.EnsembleConfig.PeerType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks whether directories, disk space, ports and names are as a configuration needs them. Changes nothing. */
final class SurroundingsCheck {
    private static final long MIB = 1 << 20;

    /** The least room besides what one log file takes in advance. */
    private static final long LEAST_FREE_BYTES = 64 * MIB;

    private final QuorumPeerConfig config;
    private final List<Finding> findings = new ArrayList<>();

    SurroundingsCheck(QuorumPeerConfig config) {
        this.config = config;
    }

    /** How bad a finding is. */
    enum Grade {
        /** As it should be. */
        OK,
        /** The server would start. */
        WARNING,
        /** The server would not start. */
        PROBLEM
    }

    /** One sentence about one thing. */
    record Finding(Grade grade, String text) {}

    List<Finding> run() {
        Path dataDir = config.directories().dataDir();
        Path dataLogDir = config.directories().dataLogDir();
        directory("dataDir", dataDir);
        if (!dataLogDir.equals(dataDir)) {
            directory("dataLogDir", dataLogDir);
            misplaced(dataDir, "log.", "dataDir", "dataLogDir");
            misplaced(dataLogDir, "snapshot.", "dataLogDir", "dataDir");
        }
        database(dataDir, dataLogDir);
        myid();
        ports();
        names();
        return List.copyOf(findings);
    }

    private void add(Grade grade, String text) {
        findings.add(new Finding(grade, text));
    }

    private void directory(String key, Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            add(Grade.PROBLEM, key + " " + directory + " is not a directory.");
            return;
        }
        if (!Files.exists(directory) && !config.directories().autocreate()) {
            add(Grade.PROBLEM, key + " " + directory + " does not exist, and datadir.autocreate is false.");
            return;
        }
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        String will = existing.equals(directory) ? "" : " will be made in " + existing + ", which";
        Path versioned = directory.resolve("version-2");
        for (Path path : Files.exists(versioned) ? List.of(existing, versioned) : List.of(existing)) {
            if (!Files.isDirectory(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
                add(
                        Grade.PROBLEM,
                        key + " " + directory + ": user " + System.getProperty("user.name") + " cannot write in " + path
                                + ".");
                return;
            }
        }
        space(key + " " + directory + will, existing);
    }

    private void space(String what, Path directory) {
        long free;
        try {
            free = Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            add(Grade.WARNING, what + " is writable; its free space is unknown: " + e + ".");
            return;
        }
        long needed = LEAST_FREE_BYTES + config.storage().preAllocSizeKib() * 1024L;
        String text = what + " is writable, with " + free / MIB + " MiB free";
        if (free < needed) {
            add(Grade.PROBLEM, text + "; a start needs " + needed / MIB + " MiB (preAllocSize and some).");
        } else {
            add(Grade.OK, text + ".");
        }
    }

    private void misplaced(Path directory, String prefix, String key, String rightKey) {
        long files = count(directory, prefix);
        if (files > 0) {
            add(
                    Grade.PROBLEM,
                    key + " has " + files + " files " + prefix + "* in " + directory.resolve("version-2")
                            + ", which belong in " + rightKey + ". Move them there.");
        }
    }

    private void database(Path dataDir, Path dataLogDir) {
        long snapshots = count(dataDir, "snapshot.");
        long logs = count(dataLogDir, "log.");
        if (snapshots > 0) {
            add(Grade.OK, "There is a database: " + snapshots + " snapshots, " + logs + " logs.");
        } else if (logs > 0 && !config.storage().trustEmptySnapshot()) {
            add(
                    Grade.WARNING,
                    "There are " + logs + " logs but no snapshot; the server may refuse that. Restore the snapshots, or"
                            + " set snapshot.trust.empty=true if they never were.");
        } else if (logs > 0) {
            add(Grade.OK, "There are " + logs + " logs and no snapshot, which snapshot.trust.empty=true allows.");
        } else if (config.directories().databaseAutocreate() || Files.exists(dataLogDir.resolve("initialize"))) {
            add(Grade.OK, "There is no database; the server will start with an empty one.");
        } else {
            add(
                    Grade.PROBLEM,
                    "There is no database, and db.autocreate is false. Run zkServer-initialize.sh, or restore one.");
        }
    }

    private static long count(Path directory, String prefix) {
        try (Stream<Path> files = Files.list(directory.resolve("version-2"))) {
            return files.filter(f -> f.getFileName().toString().matches(prefix.replace(".", "\\.") + "[0-9a-f]+.*"))
                    .count();
        } catch (IOException e) {
            // Not there or not readable: then the directory itself has been reported, or is yet to be made.
            return 0;
        }
    }

    private void myid() {
        EnsembleConfig ensemble = config.ensemble();
        if (ensemble.myid().isPresent()) {
            add(
                    Grade.OK,
                    config.directories().dataDir().resolve("myid") + " says that this is server "
                            + ensemble.myid().getAsLong() + ".");
        }
        if (ensemble.distributed()) {
            long voters = ensemble.members().stream()
                    .filter(m -> m.type() == PeerType.PARTICIPANT)
                    .count();
            add(Grade.OK, "It is a member of an ensemble of " + voters + " voting servers.");
        }
    }

    private void ports() {
        port("client port", config.clientPort().host(), config.clientPort().port());
        EnsembleConfig ensemble = config.ensemble();
        if (!ensemble.distributed() || ensemble.myid().isEmpty()) {
            return;
        }
        for (Member member : ensemble.members()) {
            if (member.id() == ensemble.myid().getAsLong()) {
                for (PeerAddress address : member.addresses()) {
                    String host = ensemble.quorumListenOnAllIps() ? null : address.host();
                    port("quorum port", host, address.quorumPort());
                    port("election port", host, address.electionPort());
                }
            }
        }
    }

    private void port(String what, String host, int port) {
        InetSocketAddress address = host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            add(Grade.PROBLEM, "The " + what + " cannot be bound: there is no host " + host + ".");
            return;
        }
        String shown = (host == null ? "*" : host) + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            add(Grade.OK, "The " + what + " " + shown + " is free.");
        } catch (IOException e) {
            add(Grade.PROBLEM, "The " + what + " " + shown + " cannot be bound: " + e.getMessage() + running());
        }
    }

    /** A server that runs with this configuration is the likeliest reason. */
    private String running() {
        Path pidFile = config.directories().dataDir().resolve("zookeeper_server.pid");
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            if (ProcessHandle.of(pid).isPresent()) {
                return ". A server runs already as process " + pid + ".";
            }
        } catch (IOException | NumberFormatException e) {
            return ".";
        }
        return ".";
    }

    private void names() {
        Set<String> hosts = new LinkedHashSet<>();
        for (Member member : config.ensemble().members()) {
            member.addresses().forEach(a -> hosts.add(a.host()));
        }
        for (String host : hosts) {
            try {
                InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                add(Grade.WARNING, "There is no host " + host + " now.");
            }
        }
    }
}

package io.quorate.bench.compare;

import io.quorate.bench.load.LoadClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** One server, or several that form an ensemble on loopback; each is a process of its own. */
final class Deployment {
    private static final int FOUR_LETTER_MILLIS_MAX = 2_000;

    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<String> ensembleConfig = new ArrayList<>();

    /** @param size 1 for a server of one */
    Deployment(int size, Workspace workspace, Contestant contestant, List<String> jvmFlags, LoadClient client)
            throws IOException {
        for (int i = 0; i < size; i++) {
            servers.add(new ServerProcess(workspace, contestant, jvmFlags, client));
        }
        if (size > 1) {
            ensembleConfig.addAll(List.of("initLimit=10", "syncLimit=5"));
            for (int sid = 1; sid <= size; sid++) {
                ensembleConfig.add(
                        "server." + sid + "=127.0.0.1:" + client.freePort() + ":" + client.freePort() + ":participant");
                Files.writeString(server(sid).makeDataDirectory().resolve("myid"), Integer.toString(sid));
            }
        }
    }

    private ServerProcess server(int sid) {
        return servers.get(sid - 1);
    }

    /** Starts all, and waits until each grants sessions. */
    void start(long secondsMax) throws IOException, InterruptedException {
        for (ServerProcess server : servers) {
            start(server);
        }
        for (ServerProcess server : servers) {
            server.awaitServing(secondsMax);
        }
    }

    void start(ServerProcess server) throws IOException {
        server.start(ensembleConfig.toArray(String[]::new));
    }

    List<ServerProcess> servers() {
        return servers;
    }

    List<InetSocketAddress> addresses() {
        return servers.stream().map(ServerProcess::address).toList();
    }

    List<Long> pids() {
        return servers.stream().map(ServerProcess::pid).toList();
    }

    /** The server that says that it leads. */
    ServerProcess leader() throws IOException {
        for (ServerProcess server : servers) {
            if (FourLetterWord.ask(server.address(), "srvr", FOUR_LETTER_MILLIS_MAX)
                    .contains("Mode: leader")) {
                return server;
            }
        }
        throw new IOException("none of " + addresses() + " says that it leads");
    }

    /** Kills all and removes their directories. */
    void remove() throws InterruptedException, IOException {
        for (ServerProcess server : servers) {
            server.remove();
        }
    }
}

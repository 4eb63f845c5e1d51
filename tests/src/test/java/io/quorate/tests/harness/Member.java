package io.quorate.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * One server of an {@link EnsembleProcess}: a directory, three ports and an id, and a process of either product in them. Used by
 * one test thread.
 */
public final class Member {
    private final int id;
    private final Sandbox sandbox;
    private final Path home;
    private final boolean observer;
    private final int clientPort = Ports.reserve();
    private final int quorumPort = Ports.reserve();
    private final int electionPort = Ports.reserve();
    private final Map<Product, ServerProcess> processes = new EnumMap<>(Product.class);
    private Product product;
    private ServerSettings settings = ServerSettings.standalone();
    private int myid;
    private boolean launched;

    Member(Sandbox sandbox, int id, Product product, boolean observer) {
        this.sandbox = sandbox;
        this.id = id;
        this.myid = id;
        this.product = product;
        this.observer = observer;
        this.home = sandbox.directory("member" + id);
    }

    public int id() {
        return id;
    }

    public int port() {
        return clientPort;
    }

    public int quorumPort() {
        return quorumPort;
    }

    public int electionPort() {
        return electionPort;
    }

    public boolean isObserver() {
        return observer;
    }

    public Product product() {
        return product;
    }

    /** The other product from the next start on, in the same directory. */
    public Member product(Product next) {
        if (process().isAlive()) {
            throw new IllegalStateException(this + " runs; stop it first");
        }
        product = next;
        return this;
    }

    /** What the file {@code myid} says from the next start on, right or wrong. */
    public Member myid(int next) {
        myid = next;
        return this;
    }

    /** The whole configuration from the next start on, {@code server.N} lines included. */
    public Member settings(ServerSettings next) {
        settings = next;
        return this;
    }

    public ServerSettings settings() {
        return settings;
    }

    /** The line of this server in every member's configuration. */
    String configLine() {
        return "127.0.0.1:" + quorumPort + ":" + electionPort + (observer ? ":observer" : ":participant");
    }

    /** The process of the current product, started or not. */
    public ServerProcess process() {
        return processes.computeIfAbsent(product, wanted -> sandbox.server(wanted, home, clientPort, settings));
    }

    /** Starts the process and returns at once; whether it serves depends on the others, too. */
    public Member launch() {
        ServerProcess process = process();
        try {
            Files.createDirectories(process.dataDir());
            Files.writeString(process.dataDir().resolve("myid"), myid + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write myid of " + this, e);
        }
        process.settings(settings).launch();
        launched = true;
        return this;
    }

    public Member awaitServing() {
        process().awaitServing();
        return this;
    }

    /** {@code kill -9}. */
    public Member kill() {
        launched = false;
        process().kill();
        return this;
    }

    /** Asks the process to end and waits for it. */
    public Member stop() {
        launched = false;
        process().stop();
        return this;
    }

    /** Whether it was started and not ended by us: then it must be alive. */
    boolean isLaunched() {
        return launched;
    }

    public boolean isAlive() {
        return process().isAlive();
    }

    /** What {@code srvr} says after {@code Mode:}; null if the server does not run, answer or serve. */
    public String mode() {
        if (!isAlive()) {
            return null;
        }
        try {
            return field(FourLetter.ask(clientPort, "srvr", 1_000), "Mode: ");
        } catch (IOException e) {
            return null;
        }
    }

    /** The last zxid that {@code srvr} tells of. */
    public long zxid() throws IOException {
        return Long.decode(FourLetter.srvr(clientPort, "Zxid"));
    }

    private static String field(String answer, String label) {
        return answer.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return "server " + id + " (" + process() + ")";
    }
}

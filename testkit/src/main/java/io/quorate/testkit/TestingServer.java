package io.quorate.testkit;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A server inside this JVM, in the shape of Curator's class of the same name: a test that uses that one changes an import. Safe on any
 * thread.
 */
public final class TestingServer implements Closeable {
    private final ManualClock clock = new ManualClock();
    private final TestingZooKeeperServer server;

    /** A server that serves, on a free port and in a temporary directory. */
    public TestingServer() throws IOException {
        this(true);
    }

    /** On a free port and in a temporary directory. */
    public TestingServer(boolean start) throws IOException {
        this(InstanceSpec.newInstanceSpec(), start);
    }

    /** A server that serves. */
    public TestingServer(int port) throws IOException {
        this(port, true);
    }

    /** @param port -1: any free one */
    public TestingServer(int port, boolean start) throws IOException {
        this(new InstanceSpec(null, port, -1, -1, true, 1), start);
    }

    /** A server that serves. */
    public TestingServer(int port, File tempDirectory) throws IOException {
        this(port, tempDirectory, true);
    }

    /** @param tempDirectory is deleted when the server is closed; null: a new one */
    public TestingServer(int port, File tempDirectory, boolean start) throws IOException {
        this(new InstanceSpec(tempDirectory, port, -1, -1, true, 1), start);
    }

    /** A server of this description. */
    public TestingServer(InstanceSpec spec, boolean start) throws IOException {
        this.server = new TestingZooKeeperServer(spec, List.of(), clock);
        if (start) {
            server.start();
        }
    }

    public int getPort() {
        return server.getInstanceSpec().getPort();
    }

    /** Where its files are. */
    public File getTempDirectory() {
        return server.getInstanceSpec().getDataDirectory();
    }

    /** What a client is given to reach this server. */
    public String getConnectString() {
        return server.getInstanceSpec().getConnectString();
    }

    /** Starts the server if it does not run; it serves when this returns. */
    public void start() throws IOException {
        server.start();
    }

    /** Ends the server in an orderly way. Its directory stays. */
    public void stop() throws IOException {
        server.stop();
    }

    /** Ends the server as {@code kill -9} would. Its directory stays. */
    public void kill() {
        server.kill();
    }

    /** Stops the server if it runs, and starts it in the same directory on the same port. */
    public void restart() throws IOException {
        server.restart();
    }

    /** Ends the server for good, and deletes its directory. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    /**
     * Puts the server's clock forward: sessions whose timeout is over by then expire, those of connected clients too, since they had no
     * chance to say that they live; TTL nodes and empty containers go. Sessions of whose clients the server has heard before have at
     * least what is left of their timeout.
     */
    public void advanceClock(Duration by) {
        server.awaitTurn();
        clock.advance(by);
        server.clockChanged();
        server.awaitTurn();
    }

    /**
     * Has a session expire now, on the server's side; returns when that is committed. Its client learns of it when it connects again.
     *
     * @throws java.util.NoSuchElementException if there is no such session
     */
    public void expireSession(long sessionId) {
        server.expireSession(sessionId);
    }

    /** Closes the connections of clients and takes no new ones, until {@link #unblockClients}. */
    public void blockClients() {
        server.blockClients();
    }

    /** Takes clients again. */
    public void unblockClients() {
        server.unblockClients();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}

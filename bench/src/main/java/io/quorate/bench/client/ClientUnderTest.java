package io.quorate.bench.client;

import java.util.concurrent.CompletableFuture;

/** One session of a client library. Whatever fails, fails loudly: by an exception, or as a callback with false. */
public interface ClientUnderTest {
    /** Starts the session; completes when a server has taken it. */
    CompletableFuture<Void> open(String server, int timeoutMillis);

    boolean isConnected();

    /** Creates a znode, or leaves the one that is there. */
    void create(String path, byte[] data) throws Exception;

    byte[] get(String path) throws Exception;

    void set(String path, byte[] data) throws Exception;

    /** Reads, and calls back on whatever thread the library does so. */
    void get(String path, Done done);

    /** Writes, and calls back. */
    void set(String path, byte[] data, Done done);

    void close() throws Exception;

    /** Is told that a request is done, and whether it went well. */
    @FunctionalInterface
    interface Done {
        void done(boolean well);
    }
}

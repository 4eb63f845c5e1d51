package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.TEXT;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** What tunes the inside of Apache's server, and what only clients read: accepted, so that old files just work. */
final class InternalKeys {
    private static final ConfigKey.Table INTERNALS = new ConfigKey.Table(ConfigKey.Section.INTERNALS);
    private static final ConfigKey.Table CLIENT = new ConfigKey.Table(ConfigKey.Section.CLIENT);
    private static final String CLIENT_ONLY = "Clients read it, servers do not.";

    static {
        threads();
        caches();
        clientLibrary();
    }

    private InternalKeys() {}

    static List<ConfigKey> internals() {
        return INTERNALS.keys();
    }

    static List<ConfigKey> clients() {
        return CLIENT.keys();
    }

    private static void threads() {
        INTERNALS
                .key("serverCnxnFactory", Types.CLASS, null)
                .means("Apache's choice between NIO and Netty.")
                .noEffect("There is one network layer; it does what both of Apache's do.");
        for (String name : List.of(
                "nio.numSelectorThreads",
                "nio.numWorkerThreads",
                "nio.directBufferBytes",
                "nio.shutdownTimeout",
                "commitProcessor.numWorkerThreads",
                "commitProcessor.maxReadBatchSize",
                "commitProcessor.maxCommitBatchSize",
                "commitProcessor.shutdownTimeout")) {
            INTERNALS
                    .key(name, whole(-1, ""), null)
                    .means("Threads, batches and buffers of Apache's server.")
                    .noEffect("There are no such threads; ioThreads sets the loops that serve clients.");
        }
        INTERNALS
                .key("netty.advancedFlowControl.enabled", FLAG, "false")
                .alias("advancedFlowControlEnabled")
                .means("Stop reading from a connection whose requests wait.")
                .noEffect("Connections are always read like that.");
    }

    private static void caches() {
        for (String name : List.of("maxResponseCacheSize", "maxGetChildrenResponseCacheSize")) {
            INTERNALS
                    .key(name, whole(0, ""), "400")
                    .means("Cache of encoded answers.")
                    .noEffect("Answers are written straight from the tree.");
        }
        INTERNALS
                .key("intBufferStartingSizeBytes", whole(0, "bytes"), "1024")
                .means("First size of the buffer for encoding.")
                .noEffect("Records are written straight into the connection's buffer.");
        INTERNALS
                .key("watchManagerName", Types.CLASS, null)
                .means("Apache's choice between two tables of watches.")
                .noEffect("There is one table of watches.");
        for (String name : List.of(
                "watcherCleanThreadsNum",
                "watcherCleanThreshold",
                "watcherCleanIntervalInSeconds",
                "maxInProcessingDeadWatchers",
                "bitHashCacheSize")) {
            INTERNALS
                    .key(name, whole(-1, ""), null)
                    .means("Clean-up of Apache's optimized table of watches.")
                    .noEffect("The watches of a closed connection are removed at once.");
        }
    }

    private static void clientLibrary() {
        for (String name : List.of(
                "request.timeout",
                "clientCnxnSocket",
                "client.secure",
                "sasl.client",
                "sasl.clientconfig",
                "sasl.client.username",
                "sasl.client.canonicalize.hostname",
                "disableAutoWatchReset",
                "shuffleDnsResponse",
                "hostProvider.dnsSrvRefreshIntervalSeconds")) {
            CLIENT.key(name, TEXT, null)
                    .means("See the client's documentation.")
                    .noEffect(CLIENT_ONLY);
        }
    }
}

package io.quorate.tests.harness;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A released Apache ZooKeeper server, the judge, with exactly the libraries it was released with plus a logger. */
public final class ApacheServer extends ServerProcess {
    ApacheServer(Path home, int port, ServerSettings settings) {
        super(home, port, settings);
    }

    @Override
    public String product() {
        return "Apache";
    }

    @Override
    List<String> productArguments() {
        String lib = Locations.property("apache.lib");
        if (!Files.isDirectory(Path.of(lib))) {
            throw new IllegalStateException("no Apache server in " + lib + ": build the module tests/apache first");
        }
        String classPath = lib + "/*:" + Locations.jarOf(Logger.class) + ":" + Locations.jarOf(Context.class);
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + Locations.resource("apache-logback.xml"),
                "-cp",
                classPath,
                "org.apache.zookeeper.server.quorum.QuorumPeerMain");
    }
}

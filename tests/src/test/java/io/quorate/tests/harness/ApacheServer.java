package io.quorate.tests.harness;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    List<Path> classPath() {
        Path lib = Path.of(Locations.property("apache.lib"));
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("no Apache server in " + lib + ": build the module tests/apache first");
        }
        List<Path> jars = new ArrayList<>(Locations.jarsIn(lib));
        jars.add(Locations.jarOf(Logger.class));
        jars.add(Locations.jarOf(Context.class));
        return jars;
    }

    @Override
    List<String> productProperties() {
        return List.of("-Dlogback.configurationFile=" + Locations.resource("apache-logback.xml"));
    }

    @Override
    String mainClass() {
        return "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    }
}

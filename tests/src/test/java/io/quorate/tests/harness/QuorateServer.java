package io.quorate.tests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Our server, run from the assembled layout as {@code bin/zkServer.sh} would run it. */
public final class QuorateServer extends ServerProcess {
    QuorateServer(Path home, int port, ServerSettings settings) {
        super(home, port, settings);
    }

    @Override
    public String product() {
        return "Quorate";
    }

    @Override
    List<Path> classPath() {
        Path lib = Locations.layout().resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException("no server layout in " + lib + ": build the module dist first");
        }
        return Locations.jarsIn(lib);
    }

    @Override
    List<String> productProperties() {
        return List.of("-Dlogback.configurationFile=" + Locations.layout().resolve("conf/logback.xml"));
    }

    @Override
    String mainClass() {
        return "io.quorate.server.QuorumPeerMain";
    }
}

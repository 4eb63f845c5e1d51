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
    List<String> productArguments() {
        Path layout = Path.of(Locations.property("quorate.home"));
        if (!Files.isDirectory(layout.resolve("lib"))) {
            throw new IllegalStateException("no server layout in " + layout + ": build the module dist first");
        }
        return List.of(
                "-cp", layout.resolve("conf") + ":" + layout.resolve("lib") + "/*", "io.quorate.server.QuorumPeerMain");
    }
}

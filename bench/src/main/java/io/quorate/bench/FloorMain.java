package io.quorate.bench;

import io.quorate.bench.floor.FloorServer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Runs a floor server in the foreground until it is killed. It takes a server's zoo.cfg, of which it reads the client
 * port, and answers setData and getData of 100 bytes. It parses its arguments by hand because its start is a floor too.
 */
public final class FloorMain {
    private static final int DATA_BYTES = 100;

    private FloorMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("arguments: " + args.length + " (expected: one, the path of a zoo.cfg)");
            System.exit(2);
        }
        try (FloorServer server = new FloorServer(clientPort(Path.of(args[0])), DATA_BYTES)) {
            server.awaitClosed();
        }
    }

    private static int clientPort(Path configuration) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(configuration)) {
            properties.load(reader);
        }
        return Integer.parseInt(properties.getProperty("clientPort").strip());
    }
}

package io.quorate.tests.arch.sample;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A class that breaks every rule of the pure packages. */
public final class Impure {
    private static final Logger LOG = LoggerFactory.getLogger(Impure.class);
    static int counter;

    private final ConcurrentHashMap<String, Long> shared = new ConcurrentHashMap<>();

    void everything() {
        counter++;
        shared.put("chance", new Random().nextLong());
        shared.put("clock", System.currentTimeMillis() + System.nanoTime());
        LOG.info("{} {}", Files.exists(Path.of("/")), InetAddress.getLoopbackAddress());
        new Thread(() -> System.exit(1)).start();
    }
}

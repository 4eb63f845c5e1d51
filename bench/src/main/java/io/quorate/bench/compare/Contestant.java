package io.quorate.bench.compare;

import java.util.List;

/**
 * A server that can be started as {@code java <flags> -cp <classPath> <mainClass> zoo.cfg}.
 *
 * @param name as the tables show it
 * @param classPath in the form of {@code java -cp}
 * @param extraFlags JVM flags for this one alone
 * @param config lines of its configuration beside the usual ones; the word {@code HOME} in them is its directory
 * @param tls whether its clients speak TLS
 */
public record Contestant(
        String name, String classPath, String mainClass, List<String> extraFlags, List<String> config, boolean tls) {
    public Contestant {
        extraFlags = List.copyOf(extraFlags);
        config = List.copyOf(config);
    }

    /** A server with the usual configuration. */
    public Contestant(String name, String classPath, String mainClass, List<String> extraFlags) {
        this(name, classPath, mainClass, extraFlags, List.of(), false);
    }
}

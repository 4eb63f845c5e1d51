package io.quorate.bench.compare;

import java.util.List;

/**
 * A server that can be started as {@code java <flags> -cp <classPath> <mainClass> zoo.cfg}.
 *
 * @param name as the tables show it
 * @param classPath in the form of {@code java -cp}
 * @param extraFlags JVM flags for this one alone
 */
public record Contestant(String name, String classPath, String mainClass, List<String> extraFlags) {
    public Contestant {
        extraFlags = List.copyOf(extraFlags);
    }
}

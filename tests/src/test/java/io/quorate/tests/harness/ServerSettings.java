package io.quorate.tests.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is started with: lines of {@code zoo.cfg}, system properties, JVM arguments and limits of the process.
 * Immutable; each {@code with} returns a changed copy. The data directory and the client port are the sandbox's business.
 */
public record ServerSettings(
        Map<String, String> config, Map<String, String> properties, List<String> jvmArgs, long fileSizeLimitKiB) {
    /** The value of {@link #fileSizeLimitKiB} that stands for "no limit". */
    static final long UNLIMITED = -1;

    public ServerSettings {
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        jvmArgs = List.copyOf(jvmArgs);
    }

    /** A server of one, quick to start, that answers every four-letter word and opens no second port. */
    public static ServerSettings standalone() {
        return new ServerSettings(Map.of(), Map.of(), List.of(), UNLIMITED)
                .with("tickTime", 500)
                .with("maxClientCnxns", 0)
                .with("admin.enableServer", false)
                .with("4lw.commands.whitelist", "*");
    }

    /** A line of {@code zoo.cfg}. */
    public ServerSettings with(String key, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(config);
        changed.put(key, value.toString());
        return new ServerSettings(changed, properties, jvmArgs, fileSizeLimitKiB);
    }

    /** A {@code -Dzookeeper.<name>}. */
    public ServerSettings withProperty(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(properties);
        changed.put("zookeeper." + name, value.toString());
        return new ServerSettings(config, changed, jvmArgs, fileSizeLimitKiB);
    }

    /** An argument of the JVM, such as {@code -Xmx64m}. */
    public ServerSettings withJvmArg(String argument) {
        List<String> changed = new ArrayList<>(jvmArgs);
        changed.add(argument);
        return new ServerSettings(config, properties, changed, fileSizeLimitKiB);
    }

    /** No file of the process may grow beyond this: a write past it fails as on a full disk. */
    public ServerSettings withFileSizeLimitKiB(long limit) {
        return new ServerSettings(config, properties, jvmArgs, limit);
    }
}

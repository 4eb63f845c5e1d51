package io.quorate.tests.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the child processes that are still there when this JVM ends, however it ends short of a kill. */
public final class Reaper {
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Reaper::endAll, "reaper"));
    }

    private Reaper() {}

    /** Has this process ended with the JVM. */
    public static void watch(Process process) {
        ALIVE.add(process);
        process.onExit().thenAccept(ALIVE::remove);
    }

    private static void endAll() {
        ALIVE.forEach(process -> process.toHandle().destroyForcibly());
    }
}

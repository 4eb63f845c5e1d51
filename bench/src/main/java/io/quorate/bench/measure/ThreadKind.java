package io.quorate.bench.measure;

/**
 * What a thread of a JVM works for, told by its name. The kernel keeps 15 characters of a name, so "C2
 * CompilerThread0" reads "C2 CompilerThre".
 */
public enum ThreadKind {
    /** The program itself, and everything not listed below. */
    PROGRAM,
    /** Compilation, which a long-lived server has behind it. */
    JIT,
    /** Collection. The VM thread belongs here: Serial collects on it, the others pause on it. */
    GC,
    /** Threads that ended between two samples; only their sum is known, from the process's own clock. */
    ENDED;

    /** The kind of a live thread. */
    static ThreadKind of(String name) {
        if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler") || name.startsWith("Sweeper")) {
            return JIT;
        }
        boolean collector = name.startsWith("GC Thread")
                || name.startsWith("G1 ")
                || name.startsWith("VM Thread")
                || name.startsWith("ZWorker")
                || name.startsWith("ZDriver")
                || name.startsWith("ZDirector")
                || name.startsWith("ZStat")
                || name.startsWith("ZUncommitter")
                || name.startsWith("ZUnmapper")
                || name.startsWith("Shenandoah");
        return collector ? GC : PROGRAM;
    }
}

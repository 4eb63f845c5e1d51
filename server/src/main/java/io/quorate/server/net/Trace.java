package io.quorate.server.net;

import io.quorate.server.session.TraceMask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what happens, for those who look for a fault: what the mask says, if the logger is on. Safe on any thread. */
public final class Trace {
    private static final Logger TRACE = LoggerFactory.getLogger("io.quorate.trace");

    private final TraceMask mask;

    public Trace(TraceMask mask) {
        this.mask = mask;
    }

    /** Whether events of this kind are written down. */
    public boolean isOn(long kind) {
        return TRACE.isTraceEnabled() && mask.has(kind);
    }

    /** Writes one down; to be asked {@link #isOn} before. */
    public void write(String what, Object one, Object other) {
        TRACE.trace(what, one, other);
    }
}

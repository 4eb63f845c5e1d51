package io.quorate.tests.sim.check;

/** A property of the replicated log that does not hold. */
public final class LedgerViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerViolation(String property, String what) {
        super(property + ": " + what);
    }
}

package io.quorate.txnlog.sim;

/**
 * Ends a simulated process in the middle of an operation on its disk. Not an I/O error, so that nothing handles it as
 * one.
 */
public final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message);
    }
}

package io.quorate.server.net;

/** Where the protocol core takes its time from. Asked on the core's loop. */
public interface PeerClock {
    /** The clocks of the system. */
    PeerClock SYSTEM = new PeerClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** The monotonic clock, ns from any origin. */
    long nanos();

    /** The wall clock, ms since 1970. */
    long wallMillis();
}

package io.quorate.jute;

/** The request numbers with a meaning of their own (spec: client-protocol §3); clients' own are positive. */
public final class Xid {
    /** A watch notification, from the server. */
    public static final int NOTIFICATION = -1;

    /** A ping and its reply. */
    public static final int PING = -2;

    /** An auth packet and its reply. */
    public static final int AUTH = -4;

    /** A SASL token of our client's and its reply; servers take any number for these. */
    public static final int SASL = -16;

    /** setWatches or setWatches2 and its reply. */
    public static final int SET_WATCHES = -8;

    private Xid() {}
}

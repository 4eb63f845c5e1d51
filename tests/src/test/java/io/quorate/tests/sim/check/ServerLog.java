package io.quorate.tests.sim.check;

/** What one server is known to have logged and promised. */
public final class ServerLog {
    final long sid;
    /** The end of what it has handed to its disk. */
    Txn appended;
    /** The end of what no crash may take away. */
    Txn durable;
    /** The newest zxid that was ever durable. */
    long durableMax;
    /** The end of what its clients see; null while it does not serve. */
    Txn published;

    long acceptedEpoch;
    long currentEpoch;
    boolean forgetful;
    /** Whether it leads and serves no clients. */
    boolean quiet;

    /** What it had before its database was emptied: it acknowledged that, and may not vote until it has it again. */
    Txn forgotten;

    ServerLog(long sid, Txn root) {
        this.sid = sid;
        this.appended = root;
        this.durable = root;
        this.forgotten = root;
        this.durableMax = root.zxid;
    }

    boolean hasOrHad(Txn txn) {
        return durable.contains(txn) || forgotten.contains(txn);
    }

    public Txn appended() {
        return appended;
    }

    public Txn durable() {
        return durable;
    }

    public Txn published() {
        return published;
    }

    public long acceptedEpoch() {
        return acceptedEpoch;
    }

    public long currentEpoch() {
        return currentEpoch;
    }

    @Override
    public String toString() {
        return "server " + sid + " (logged " + appended + ", durable " + durable + ", serves " + published + ", epochs "
                + acceptedEpoch + " accepted, " + currentEpoch + " current)";
    }
}

package io.quorate.server.net;

import io.quorate.txnlog.LogRange;
import java.io.IOException;

/** The log on disk, read for learners. Safe on any thread; both methods take their time. */
public interface LoggedTransactions {
    /** As {@link LogRange#objection}: why what is behind one zxid through another is not to be sent; null if it is. */
    String objection(long afterZxid, long throughZxid, double share) throws IOException;

    /** As {@link LogRange#open}. */
    LogRange open(long afterZxid, long throughZxid) throws IOException;
}

package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.txnlog.LogRange;
import io.quorate.txnlog.TxnRecord;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logged transactions, each as PROPOSAL and COMMIT (spec: zab-protocol §5.1). */
final class LogPieces implements PieceStream.Source {
    private static final Logger LOG = LoggerFactory.getLogger(LogPieces.class);

    private final LoggedTransactions log;
    private final long afterZxid;
    private final long throughZxid;
    private LogRange range;

    LogPieces(LoggedTransactions log, long afterZxid, long throughZxid) {
        this.log = log;
        this.afterZxid = afterZxid;
        this.throughZxid = throughZxid;
    }

    @Override
    public boolean next(ByteBuf out, int bytes) throws IOException {
        if (range == null) {
            range = log.open(afterZxid, throughZxid);
        }
        JuteWriter writer = new JuteWriter(out);
        while (out.readableBytes() < bytes) {
            TxnRecord record = range.next();
            if (record == null) {
                return true;
            }
            new QuorumPacket(PacketType.PROPOSAL, record.zxid(), record.bytes()).write(writer);
            new QuorumPacket(PacketType.COMMIT, record.zxid(), null).write(writer);
        }
        return false;
    }

    @Override
    public void close() {
        if (range != null) {
            try {
                range.close();
            } catch (IOException e) {
                LOG.warn("Could not close a log that was read for a learner: {}", e.getMessage());
            }
        }
    }
}

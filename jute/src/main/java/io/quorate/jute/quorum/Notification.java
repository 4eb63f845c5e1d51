package io.quorate.jute.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;

/**
 * A vote, sent over the election port behind a frame length (spec: election-protocol §3, §4).
 *
 * <pre>
 *  0 int  state      20 long electionEpoch   36 int version
 *  4 long leader     28 long peerEpoch       40 int length of config
 * 12 long zxid                               44 config, UTF-8
 * </pre>
 *
 * <p>Older senders stop after electionEpoch (28 bytes: the peer epoch is the zxid's), or have no config (version 1). Exactly 40
 * bytes count as having no version, whatever stands there.
 *
 * @param state of the sender, one of the constants here
 * @param leader the sid voted for
 * @param zxid the last one of that candidate
 * @param electionEpoch the sender's round
 * @param peerEpoch the epoch of that candidate
 * @param version the message's; 2 is the present one
 * @param config the sender's committed configuration; empty if it did not say
 */
public record Notification(
        int state, long leader, long zxid, long electionEpoch, long peerEpoch, int version, String config)
        implements JuteRecord {
    public static final int LOOKING = 0;
    public static final int FOLLOWING = 1;
    public static final int LEADING = 2;
    public static final int OBSERVING = 3;

    /** The message version that this server sends. */
    public static final int VERSION = 2;

    /** The longest message behind a frame length. */
    public static final int FRAME_BYTES_MAX = 524288;

    private static final int BYTES_WITHOUT_PEER_EPOCH = 28;
    private static final int BYTES_WITHOUT_CONFIG = 40;

    /** A notification of the present version. */
    public Notification(int state, long leader, long zxid, long electionEpoch, long peerEpoch, String config) {
        this(state, leader, zxid, electionEpoch, peerEpoch, VERSION, config);
    }

    /**
     * The contents of the frame at the reader index, which is moved past it, as a slice that shares the buffer; null, and the
     * reader index left alone, if the buffer does not yet hold all of it. What is in the frame is for {@link #read} to decode,
     * whose failure spoils one message and not the connection.
     *
     * @throws MalformedRecordException if the frame length is not 1 to {@link #FRAME_BYTES_MAX}: close the connection
     */
    public static ByteBuf tryReadFrame(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 1 || length > FRAME_BYTES_MAX) {
            throw new MalformedRecordException(
                    "election message: length " + length + " (expected: 1 to " + FRAME_BYTES_MAX + ")");
        }
        return in.readableBytes() - Integer.BYTES < length
                ? null
                : in.skipBytes(Integer.BYTES).readSlice(length);
    }

    /** Decodes the contents of a frame. */
    public static Notification decode(byte[] message) {
        return read(JuteReader.of(message));
    }

    /**
     * Takes all bytes that the reader has, because their number tells the form.
     *
     * @throws MalformedRecordException also for an unknown state; such messages are to be ignored
     */
    public static Notification read(JuteReader in) {
        int length = in.remaining();
        int state = readState(in);
        long leader = in.readLong("notification.leader");
        long zxid = in.readLong("notification.zxid");
        long electionEpoch = in.readLong("notification.electionEpoch");
        if (length == BYTES_WITHOUT_PEER_EPOCH) {
            return new Notification(state, leader, zxid, electionEpoch, Zxid.epoch(zxid), 0, "");
        }
        long peerEpoch = in.readLong("notification.peerEpoch");
        int version = in.readInt("notification.version");
        if (length == BYTES_WITHOUT_CONFIG) {
            return new Notification(state, leader, zxid, electionEpoch, peerEpoch, 0, "");
        }
        String config = version >= VERSION ? readConfig(in) : "";
        return new Notification(state, leader, zxid, electionEpoch, peerEpoch, version, config);
    }

    private static int readState(JuteReader in) {
        int state = in.readInt("notification.state");
        if (state < LOOKING || state > OBSERVING) {
            throw new MalformedRecordException("notification.state: " + state + " (expected: 0 to 3)");
        }
        return state;
    }

    private static String readConfig(JuteReader in) {
        byte[] config = in.readBuffer("notification.config");
        if (config == null) {
            throw new MalformedRecordException("notification.config: length -1 (expected: 0 or more)");
        }
        return new String(config, UTF_8);
    }

    /** Writes the form of {@link #version}, without a frame length: below 2 there is no config. */
    @Override
    public void write(JuteWriter out) {
        out.writeInt(state);
        out.writeLong(leader);
        out.writeLong(zxid);
        out.writeLong(electionEpoch);
        out.writeLong(peerEpoch);
        out.writeInt(version);
        if (version >= VERSION) {
            out.writeBuffer(config.getBytes(UTF_8));
        }
    }
}

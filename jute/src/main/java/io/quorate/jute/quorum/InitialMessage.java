package io.quorate.jute.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/**
 * What the dialler of an election connection says first (spec: election-protocol §2): a version, its sid, and the addresses at
 * which it can be dialled. Very old servers send a sid and nothing else.
 *
 * @param protocolVersion {@link #V1}, {@link #V2} or {@link #SID_ONLY}
 * @param sid {@link #ANONYMOUS} for an observer without one
 * @param addresses as sent, wildcards among them; none in the old form
 */
public record InitialMessage(long protocolVersion, long sid, List<HostPort> addresses) implements JuteRecord {
    /** One address. */
    public static final long V1 = -65536L;

    /** Several addresses. */
    public static final long V2 = -65535L;

    /** Stands for the version of the form that has none. */
    public static final long SID_ONLY = 0L;

    /** The sid of an observer that wants to be given one. */
    public static final long ANONYMOUS = Long.MAX_VALUE;

    /** The longest address part, in bytes. */
    public static final int ADDRESS_BYTES_MAX = 2048;

    private static final int HEADER_BYTES = 2 * Long.BYTES + Integer.BYTES;
    private static final char SEPARATOR = '|';

    /**
     * The message at the reader index, which is moved past it; null, and the reader index left alone, if the buffer does not yet
     * hold all of it.
     *
     * @throws MalformedRecordException as soon as the bytes there are cannot begin a message: close the connection
     */
    public static InitialMessage tryRead(ByteBuf in) {
        return isComplete(in) ? read(new JuteReader(in)) : null;
    }

    private static boolean isComplete(ByteBuf in) {
        if (in.readableBytes() < Long.BYTES) {
            return false;
        }
        long first = in.getLong(in.readerIndex());
        if (isSid(first)) {
            return true;
        }
        requireVersion(first);
        if (in.readableBytes() < HEADER_BYTES) {
            return false;
        }
        int length = in.getInt(in.readerIndex() + HEADER_BYTES - Integer.BYTES);
        requireLength(length);
        return in.readableBytes() - HEADER_BYTES >= length;
    }

    /** The message in input that holds all of it. */
    public static InitialMessage read(JuteReader in) {
        long first = in.readLong("initialMessage.protocolVersion");
        if (isSid(first)) {
            return new InitialMessage(SID_ONLY, first, List.of());
        }
        requireVersion(first);
        long sid = in.readLong("initialMessage.sid");
        requireLength(in.peekInt());
        String text = new String(in.readBuffer("initialMessage.addresses"), UTF_8);
        return new InitialMessage(first, sid, parseAddresses(text));
    }

    private static boolean isSid(long first) {
        return first >= 0;
    }

    private static void requireVersion(long version) {
        if (version != V1 && version != V2) {
            throw new MalformedRecordException(
                    "initialMessage.protocolVersion: " + version + " (expected: -65536, -65535 or a sid)");
        }
    }

    private static void requireLength(int length) {
        if (length < 1 || length > ADDRESS_BYTES_MAX) {
            throw new MalformedRecordException(
                    "initialMessage.addresses: length " + length + " (expected: 1 to " + ADDRESS_BYTES_MAX + ")");
        }
    }

    private static List<HostPort> parseAddresses(String text) {
        List<HostPort> addresses = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(SEPARATOR); to >= 0; to = text.indexOf(SEPARATOR, from)) {
            addresses.add(HostPort.parse(text.substring(from, to)));
            from = to + 1;
        }
        addresses.add(HostPort.parse(text.substring(from)));
        return Collections.unmodifiableList(addresses);
    }

    /** The addresses without wildcards, which nobody can dial. */
    public List<HostPort> dialableAddresses() {
        return addresses.stream().filter(each -> !each.isWildcard()).toList();
    }

    @Override
    public void write(JuteWriter out) {
        if (protocolVersion == SID_ONLY) {
            out.writeLong(sid);
            return;
        }
        StringJoiner text = new StringJoiner(String.valueOf(SEPARATOR));
        addresses.forEach(each -> text.add(each.toText()));
        out.writeLong(protocolVersion);
        out.writeLong(sid);
        out.writeBuffer(text.toString().getBytes(UTF_8));
    }
}

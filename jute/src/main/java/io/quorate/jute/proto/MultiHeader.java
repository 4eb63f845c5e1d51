package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * What precedes each operation and each result of a multi, and ends the list (spec: client-protocol §7).
 *
 * @param done whether this is the end of the list
 */
public record MultiHeader(int type, boolean done, int err) implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 9;

    /** The end of a list. */
    public static final MultiHeader END = new MultiHeader(-1, true, -1);

    public static MultiHeader read(JuteReader in) {
        return new MultiHeader(
                in.readInt("multiHeader.type"), in.readBool("multiHeader.done"), in.readInt("multiHeader.err"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type);
        out.writeBool(done);
        out.writeInt(err);
    }
}

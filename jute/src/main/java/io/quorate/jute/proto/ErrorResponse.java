package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * An error code as a body: the failed entries of a multi, and the 0 of addWatch.
 *
 * @param err an {@link io.quorate.jute.ErrorCode}
 */
public record ErrorResponse(int err) implements Response {
    public static ErrorResponse read(JuteReader in) {
        return new ErrorResponse(in.readInt("errorResponse.err"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(err);
    }
}

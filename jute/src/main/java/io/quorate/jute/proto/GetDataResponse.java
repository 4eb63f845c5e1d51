package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Data and stat (getData, and reconfig: the committed configuration).
 *
 * @param data may be null
 */
public record GetDataResponse(byte[] data, Stat stat) implements Response {
    public static GetDataResponse read(JuteReader in) {
        return new GetDataResponse(in.readBuffer("getDataResponse.data"), Stat.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeBuffer(data);
        stat.write(out);
    }
}

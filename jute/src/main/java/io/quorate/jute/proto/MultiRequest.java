package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Several operations in one request (multi and multiRead; spec: client-protocol §7). No operations at all are legal. */
public record MultiRequest(List<Op> ops) implements Request {
    public static MultiRequest read(JuteReader in) {
        List<Op> ops = new ArrayList<>();
        for (MultiHeader header = MultiHeader.read(in); !header.done(); header = MultiHeader.read(in)) {
            ops.add(Op.readBody(header, in));
        }
        return new MultiRequest(Collections.unmodifiableList(ops));
    }

    /**
     * Whether the operations may stand in a request of the given kind. If not, the whole request is answered with
     * {@link io.quorate.jute.ErrorCode#MARSHALLING_ERROR}: reads and writes do not mix, and the flags of create, create2 and
     * createContainer must exist and not ask for a ttl. Bad flags of createTTL only fail that operation.
     *
     * @param opCode {@link OpCode#MULTI} or {@link OpCode#MULTI_READ}
     */
    public boolean isWellFormed(int opCode) {
        for (Op each : ops) {
            boolean fits = opCode == OpCode.MULTI_READ ? each.isRead() : each.isWrite();
            if (!fits || each.hasImpossibleFlags()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(JuteWriter out) {
        ops.forEach(each -> each.write(out));
        MultiHeader.END.write(out);
    }
}

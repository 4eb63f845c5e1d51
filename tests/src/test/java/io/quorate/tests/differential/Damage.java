package io.quorate.tests.differential;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.MultiHeader;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes requests and handshakes that do not decode, and requests after which the connection ends. */
final class Damage {
    /** A length that no body here has room for. */
    private static final int TOO_LONG = 0x0010_0000;

    private final Choices choose;
    private final Calls calls;

    Damage(Choices choose, Calls calls) {
        this.choose = choose;
        this.calls = calls;
    }

    /** A request whose body ends too early or has a length in it that cannot be. */
    Call undecodable() {
        Call call = calls.any(0);
        while (call.body().length < 4 || call.opCode() == OpCode.SYNC) {
            call = calls.any(0);
        }
        return switch (choose.below(5)) {
            case 0 -> Call.raw(call.opCode(), new byte[0], "without a body");
            case 1, 2 -> Call.raw(
                    call.opCode(),
                    Arrays.copyOf(call.body(), choose.below(Math.min(call.body().length, 12))),
                    "cut from " + call.text());
            case 3 -> length(call, TOO_LONG);
            default -> length(call, choose.of(List.of(-2, Integer.MIN_VALUE, Integer.MAX_VALUE)));
        };
    }

    /** A multi that ends too early, has unknown operations or mixes reads and writes. */
    Call wrongMulti() {
        if (choose.oneIn(3)) {
            return wrongMix();
        }
        int opCode = choose.oneIn(2) ? OpCode.MULTI : OpCode.MULTI_READ;
        int type = choose.of(List.of(OpCode.DELETE_CONTAINER, OpCode.SET_ACL, OpCode.SYNC, OpCode.EXISTS, 0, 99));
        byte[] body = ByteBuffer.allocate(64)
                .put(new MultiHeader(type, false, -1).toBytes())
                .putInt(2)
                .put((byte) '/')
                .put((byte) 'a')
                .array();
        return Call.raw(opCode, body, "with an operation of type " + type);
    }

    /** Every operation decodes, but they do not go together, or a create has flags that do not exist. */
    private Call wrongMix() {
        Op read = new Op(OpCode.GET_DATA, new WatchedPathRequest("/a", false));
        Op write = new Op(OpCode.SET_DATA, new SetDataRequest("/a", null, -1));
        int wrongFlags = choose.of(List.of(CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL, -1, 7, 9));
        Op flags = new Op(
                choose.of(List.of(OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER)),
                new CreateRequest("/a", null, Acl.OPEN, wrongFlags));
        List<Op> ops = choose.of(List.of(
                List.of(read, write), List.of(write, read), List.of(read), List.of(write, flags), List.of(flags)));
        int opCode = ops.get(0) == read && ops.size() == 2 ? OpCode.MULTI_READ : OpCode.MULTI;
        return Call.of(opCode, new MultiRequest(ops));
    }

    /** What a server answers with an error before it closes the connection. */
    Call last() {
        return switch (choose.below(5)) {
            case 0 -> Call.raw(choose.of(List.of(10, 23, 99, 108, 500, -2, -12, 1_000_000)), new byte[8], "");
            case 1 -> Call.raw(choose.of(List.of(OpCode.NOTIFICATION, OpCode.ERROR)), new byte[8], "");
            case 2 -> Call.of(OpCode.CHECK, new CheckVersionRequest("/", -1));
            default -> auth(choose.of(List.of("nosuch", "world", "", "auth", "super", "sasl", "x509")), "x");
        };
    }

    static Call auth(String scheme, String data) {
        return Call.of(OpCode.AUTH, new AuthRequest(0, scheme, data.getBytes(StandardCharsets.UTF_8)))
                .withXid(Call.AUTH_XID);
    }

    /** A first frame that is no handshake. A whole one with session id 0 would leave a session behind. */
    Step.FirstFrame firstFrame() {
        byte[] whole = new ConnectRequest(0, 0, 10_000, 77, new byte[16], false, true).toBytes();
        int cut = choose.below(28);
        return switch (choose.below(3)) {
            case 0 -> new Step.FirstFrame(Arrays.copyOf(whole, cut), "the first " + cut + " bytes of a handshake");
            case 1 -> new Step.FirstFrame(
                    ByteBuffer.wrap(whole.clone())
                            .putInt(24, choose.of(List.of(-2, 17, 1 << 30)))
                            .array(),
                    "a handshake with a wrong password length");
            default -> new Step.FirstFrame(whole, "a handshake for a session that never was");
        };
    }

    private static Call length(Call call, int length) {
        byte[] body = ByteBuffer.wrap(call.body().clone()).putInt(0, length).array();
        return Call.raw(call.opCode(), body, "with a length of " + length);
    }
}

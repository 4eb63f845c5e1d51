package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTemplateTest {
    private static final byte[] DATA = {1, 2, 3};
    private final KeySpace keys = new KeySpace("/some/root", 2_000_000);

    @Test
    void aFrameNamesItsKeyAndXid() {
        SetDataRequest set = (SetDataRequest) decode(FrameTemplate.set(keys, DATA, 0), 7, 1_234_567, OpCode.SET_DATA);

        assertThat(set.path()).isEqualTo("/some/root/d1234/k0001234567").isEqualTo(keys.path(1_234_567));
        assertThat(set.data()).isEqualTo(DATA);
        assertThat(set.version()).isEqualTo(-1);
    }

    @Test
    void everyPlainOperationDecodes() {
        assertThat(decode(FrameTemplate.get(keys, 3, 0), 1, 42, OpCode.GET_DATA))
                .isEqualTo(new WatchedPathRequest(keys.path(42), false));
        assertThat(decode(FrameTemplate.delete(keys, 0), 1, 42, OpCode.DELETE))
                .isEqualTo(new DeleteRequest(keys.path(42), -1));
        CreateRequest create = (CreateRequest) decode(FrameTemplate.create(keys, DATA, 0), 1, 42, OpCode.CREATE);
        assertThat(create.path()).isEqualTo(keys.path(42));
        assertThat(create.flags()).isZero();
    }

    @Test
    void aMultiHoldsConsecutiveKeys() {
        MultiRequest multi = (MultiRequest) decode(FrameTemplate.delete(keys, 3), 9, 999, OpCode.MULTI);

        assertThat(multi.ops()).extracting(Op::type).containsOnly(OpCode.DELETE);
        assertThat(multi.ops())
                .extracting(op -> ((DeleteRequest) op.request()).path())
                .isEqualTo(List.of(keys.path(999), keys.path(1000), keys.path(1001)));
    }

    @Test
    void readsInAMultiAreAMultiRead() {
        MultiRequest multi = (MultiRequest) decode(FrameTemplate.get(keys, 3, 2), 9, 0, OpCode.MULTI_READ);

        assertThat(multi.ops()).hasSize(2);
    }

    private static Request decode(FrameTemplate template, int xid, int key, int expectedType) {
        ByteBuf frame = Unpooled.buffer();
        template.write(frame, xid, key);
        assertThat(frame.readInt()).isEqualTo(frame.readableBytes());
        JuteReader reader = new JuteReader(frame);
        assertThat(RequestHeader.read(reader)).isEqualTo(new RequestHeader(xid, expectedType));
        Request request = RequestCodec.read(expectedType, reader);
        assertThat(reader.hasRemaining()).isFalse();
        return request;
    }
}

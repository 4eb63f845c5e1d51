package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.SyncResponse;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A sync and a read that go out together: the server here says nothing before it has both. */
@Timeout(30)
class LinearizableReadsTest {
    private ServerSocket listener;
    private ZooKeeper session;
    private Socket peer;
    private DataInputStream in;

    @BeforeEach
    void connect() throws Exception {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        session = ZooKeeper.builder("127.0.0.1:" + listener.getLocalPort()).connect();
        peer = listener.accept();
        in = new DataInputStream(peer.getInputStream());
        frame();
        send(Unpooled.wrappedBuffer(
                new ConnectResponse(0, 30_000, 0x77, new byte[ConnectResponse.PASSWD_BYTES], false, true).toBytes()));
        session.blocking().awaitConnected();
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        listener.close();
        session.close();
    }

    @Test
    void oneRoundTripIsEnough() throws Exception {
        CompletableFuture<NodeData> read = session.linearizable().getData("/a");
        List<RequestHeader> requests = both();
        assertThat(requests).extracting(RequestHeader::type).containsExactly(OpCode.SYNC, OpCode.GET_DATA);
        reply(requests.get(0), ErrorCode.OK);
        reply(requests.get(1), ErrorCode.OK);
        assertThat(read.get(10, TimeUnit.SECONDS).data()).containsExactly(7);
    }

    @Test
    void aReadWhoseSyncFailedDoesNotCount() throws Exception {
        CompletableFuture<NodeData> read = session.linearizable().getData("/a");
        List<RequestHeader> requests = both();
        reply(requests.get(0), ErrorCode.THROTTLED_OP);
        reply(requests.get(1), ErrorCode.OK);
        assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(KeeperException.ThrottledOpException.class);
    }

    private List<RequestHeader> both() throws IOException {
        List<RequestHeader> headers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            headers.add(RequestHeader.read(new JuteReader(Unpooled.wrappedBuffer(frame()))));
        }
        return headers;
    }

    private byte[] frame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private void reply(RequestHeader request, ErrorCode code) throws IOException {
        ByteBuf body = Unpooled.buffer();
        JuteWriter writer = new JuteWriter(body);
        new ReplyHeader(request.xid(), 5, code.code()).write(writer);
        if (code == ErrorCode.OK && request.type() == OpCode.SYNC) {
            new SyncResponse("/a").write(writer);
        } else if (code == ErrorCode.OK) {
            new GetDataResponse(new byte[] {7}, new Stat(1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1)).write(writer);
        }
        send(body);
    }

    private void send(ByteBuf body) throws IOException {
        ByteBuf frame = Unpooled.buffer().writeInt(body.readableBytes()).writeBytes(body);
        OutputStream out = peer.getOutputStream();
        frame.readBytes(out, frame.readableBytes());
        out.flush();
    }
}

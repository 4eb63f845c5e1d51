package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.SetDataRequest;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One session of {@link SteadyWriters}, in a thread of its own. */
final class SteadySession implements Runnable {
    private static final int SESSION_MILLIS = 15_000;
    private static final int CONNECT_MILLIS_MAX = 1_000;
    /** Who is not answered for so long leaves, as clients do after two thirds of their timeout. */
    private static final int ANSWER_MILLIS_MAX = SESSION_MILLIS * 2 / 3;

    private static final long RETRY_NANOS = 2_000_000;
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int DATA_BYTES = 100;

    private final SteadyWriters writers;
    private final List<InetSocketAddress> servers;
    private final String path;
    private final Thread thread;
    private int next;
    private long sessionId;
    private byte[] password = new byte[16];
    private long lastZxid;
    private int lastXid;
    private volatile boolean ended;
    private volatile Socket socket;

    SteadySession(SteadyWriters writers, List<InetSocketAddress> servers, int number) {
        this.writers = writers;
        this.servers = List.copyOf(servers);
        this.path = "/steady-" + number;
        this.next = number;
        this.thread = new Thread(this, "steady-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void end() throws InterruptedException {
        ended = true;
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot close a socket", e);
            }
        }
        thread.join();
    }

    @Override
    public void run() {
        while (!ended) {
            InetSocketAddress server = servers.get(next++ % servers.size());
            try (Socket connection = new Socket()) {
                socket = connection;
                connection.setTcpNoDelay(true);
                connection.connect(server, CONNECT_MILLIS_MAX);
                connection.setSoTimeout(ANSWER_MILLIS_MAX);
                write(connection);
            } catch (IOException e) {
                // The server is not there, or does not serve: the next one may.
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void write(Socket connection) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
        if (!handshake(connection, in)) {
            return;
        }
        // It may be there from another try; the answer does not matter.
        call(connection, in, OpCode.CREATE, new CreateRequest(path, null, Acl.OPEN, 0));
        SetDataRequest set = new SetDataRequest(path, new byte[DATA_BYTES], -1);
        while (!ended) {
            int err = call(connection, in, OpCode.SET_DATA, set);
            if (err != 0) {
                throw new IOException("a write of " + path + " failed with " + ErrorCode.of(err));
            }
            writers.onAck(System.nanoTime());
        }
    }

    /** Takes the session there, or begins one; false if the server says that it is no more. */
    private boolean handshake(Socket connection, DataInputStream in) throws IOException {
        ConnectRequest request = new ConnectRequest(0, lastZxid, SESSION_MILLIS, sessionId, password, false, true);
        send(connection, request.toBytes());
        ConnectResponse response = ConnectResponse.read(JuteReader.of(receive(in)));
        if (response.timeOut() <= 0) {
            sessionId = 0;
            password = new byte[16];
            writers.onSessionLost();
            return false;
        }
        sessionId = response.sessionId();
        password = response.passwd();
        return true;
    }

    private int call(Socket connection, DataInputStream in, int opCode, Request body) throws IOException {
        int xid = ++lastXid;
        ByteBuf out = Unpooled.buffer();
        new RequestHeader(xid, opCode).write(new JuteWriter(out));
        body.write(new JuteWriter(out));
        send(connection, ByteBufUtil.getBytes(out));
        ReplyHeader header = ReplyHeader.read(JuteReader.of(receive(in)));
        if (header.xid() != xid) {
            throw new IOException("answer to " + header.xid() + " (expected: to " + xid + ")");
        }
        lastZxid = Math.max(lastZxid, header.zxid());
        return header.err();
    }

    private static void send(Socket connection, byte[] frame) throws IOException {
        byte[] bytes = new byte[Integer.BYTES + frame.length];
        java.nio.ByteBuffer.wrap(bytes).putInt(frame.length).put(frame);
        connection.getOutputStream().write(bytes);
    }

    private static byte[] receive(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FRAME_BYTES_MAX) {
            throw new IOException("frame of " + length + " bytes (expected: 0 to " + FRAME_BYTES_MAX + ")");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        return frame;
    }
}

package io.quorate.tests.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestHeader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of one connection that does nothing by itself: no pings, no reconnects, no thread. It sends the frames it is told
 * to send, well-formed or not, and hands out what arrives in the order of arrival. A server that is silent for the read
 * limit is a failure. Used by one thread.
 */
public final class RawClient implements AutoCloseable {
    public static final int READ_LIMIT_MILLIS = 30_000;
    public static final int PASSWD_BYTES = 16;

    private static final int FRAME_BYTES_MAX = 64 << 20;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final List<Incoming.Event> events = new ArrayList<>();
    private Session session = Session.NONE;
    private int lastXid;

    /** A session as its client knows it. {@code timeoutMillis} 0 means that the server refused it. */
    public record Session(long id, byte[] passwd, int timeoutMillis) {
        public static final Session NONE = new Session(0, new byte[PASSWD_BYTES], 0);

        public boolean isGranted() {
            return timeoutMillis > 0;
        }
    }

    private RawClient(int port, int readLimitMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MILLIS);
        socket.setSoTimeout(readLimitMillis);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
    }

    /** A TCP connection without a handshake. */
    public static RawClient open(int port) throws IOException {
        return new RawClient(port, READ_LIMIT_MILLIS);
    }

    /** A connection with a new session of its own. */
    public static RawClient connect(int port, int timeoutMillis) throws IOException {
        RawClient client = open(port);
        Session granted = client.handshake(0, Session.NONE, timeoutMillis);
        if (granted == null || !granted.isGranted()) {
            client.close();
            throw new IOException("the server on port " + port + " refused a new session");
        }
        return client;
    }

    /** A connection that takes an existing session over; null if the server closed it or refused the session. */
    public static RawClient resume(int port, Session session, long lastZxidSeen) throws IOException {
        RawClient client = open(port);
        Session granted = client.handshake(lastZxidSeen, session, session.timeoutMillis());
        if (granted == null || !granted.isGranted()) {
            client.close();
            return null;
        }
        return client;
    }

    /** The handshake as of current clients; null if the server closed the connection instead of answering. */
    public Session handshake(long lastZxidSeen, Session wanted, int timeoutMillis) throws IOException {
        ConnectResponse response = handshake(
                new ConnectRequest(0, lastZxidSeen, timeoutMillis, wanted.id(), wanted.passwd(), false, true));
        return response == null ? null : session;
    }

    /** Any handshake; null if the server closed the connection instead of answering. */
    public ConnectResponse handshake(ConnectRequest request) throws IOException {
        sendFrame(request.toBytes());
        byte[] frame = receiveFrame();
        if (frame == null) {
            return null;
        }
        ConnectResponse response = ConnectResponse.read(JuteReader.of(frame));
        session = new Session(response.sessionId(), response.passwd(), response.timeOut());
        return response;
    }

    public Session session() {
        return session;
    }

    /** Sends a request with the next xid, which is returned. */
    public int send(int opCode, Request body) throws IOException {
        lastXid++;
        sendFrame(request(lastXid, opCode, body.toBytes()));
        return lastXid;
    }

    /** As {@link #call(int, Request)} with an xid that the answer repeats. */
    public Incoming.Reply call(int opCode, Request body, int xid) throws IOException {
        sendFrame(request(xid, opCode, body.toBytes()));
        return awaitReply(xid);
    }

    /** Sends a request and returns its answer; events that arrive before it are kept for {@link #takeEvents}. */
    public Incoming.Reply call(int opCode, Request body) throws IOException {
        int xid = send(opCode, body);
        return awaitReply(xid);
    }

    /** The answer with the given xid, which must be the next answer. */
    public Incoming.Reply awaitReply(int xid) throws IOException {
        while (true) {
            Incoming next = receive();
            if (next instanceof Incoming.Event event) {
                events.add(event);
            } else if (next instanceof Incoming.Reply reply) {
                if (reply.xid() != xid) {
                    throw new IOException("answer to xid " + reply.xid() + " (expected: to " + xid + ")");
                }
                return reply;
            } else {
                throw new EOFException("connection closed instead of an answer to xid " + xid);
            }
        }
    }

    /** Ends the session: true when the server answered and then closed the connection. */
    public boolean closeSession() throws IOException {
        Incoming.Reply reply = call(OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE);
        boolean ended = reply.err() == 0 && receive() instanceof Incoming.Closed;
        close();
        return ended;
    }

    /** The events seen by {@link #call} and {@link #awaitReply} since the last time. */
    public List<Incoming.Event> takeEvents() {
        List<Incoming.Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** The bytes of a request, without the length in front. */
    public static byte[] request(int xid, int opCode, byte[] body) {
        ByteBuf buffer = Unpooled.buffer(8 + body.length);
        new RequestHeader(xid, opCode).write(new JuteWriter(buffer));
        buffer.writeBytes(body);
        return ByteBufUtil.getBytes(buffer);
    }

    /** The payload with its length in front, as it goes over the wire. */
    public static byte[] frame(byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    public void sendFrame(byte[] payload) throws IOException {
        sendBytes(frame(payload));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next thing that arrives. */
    public Incoming receive() throws IOException {
        byte[] frame = receiveFrame();
        return frame == null ? new Incoming.Closed() : Incoming.of(frame);
    }

    /** The next frame without its length; null when the server closed the connection. */
    public byte[] receiveFrame() throws IOException {
        try {
            int length = in.readInt();
            if (length < 0 || length > FRAME_BYTES_MAX) {
                throw new IOException("frame of " + length + " bytes (expected: 0 to " + FRAME_BYTES_MAX + ")");
            }
            byte[] frame = new byte[length];
            in.readFully(frame);
            return frame;
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    /** All bytes up to the end of the connection. */
    public byte[] receiveAll() throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // A reset is an end, too.
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    /** Limits how long the next reads wait. */
    public void readLimitMillis(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    /** Makes {@link #close} send a reset instead of an orderly end. */
    public void resetOnClose() throws SocketException {
        socket.setSoLinger(true, 0);
    }

    /** Ends our half of the connection: the server reads an end of stream, we can still read. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot close a socket", e);
        }
    }
}

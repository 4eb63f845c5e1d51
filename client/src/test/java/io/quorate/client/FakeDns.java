package io.quorate.client;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on loopback that knows SRV records only (RFC 1035, RFC 2782). */
final class FakeDns implements AutoCloseable {
    private static final int SRV = 33;
    private static final int HEADER_BYTES = 12;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, List<String>> records = new ConcurrentHashMap<>();

    FakeDns() throws IOException {
        Thread thread = new Thread(this::serve, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    /** The records of a name, as {@code priority weight port target}. */
    void answer(String name, String... srv) {
        records.put(name, List.of(srv));
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(buffer, buffer.length);
                socket.receive(query);
                byte[] reply = reply(Arrays.copyOf(query.getData(), query.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
            } catch (IOException e) {
                // Closed by the test, which ends the loop; a reply that was lost is asked for again.
                continue;
            }
        }
    }

    private byte[] reply(byte[] query) throws IOException {
        int end = HEADER_BYTES;
        StringBuilder name = new StringBuilder();
        while (query[end] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII));
            end += query[end] + 1;
        }
        end += 1 + 2 * Short.BYTES;
        List<String> found = records.get(name.toString().toLowerCase(Locale.ROOT));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, Short.BYTES);
        out.writeShort(0x8580 | (found == null ? NO_SUCH_NAME : 0));
        out.writeShort(1);
        out.writeShort(found == null ? 0 : found.size());
        out.writeInt(0);
        out.write(query, HEADER_BYTES, end - HEADER_BYTES);
        for (String record : found == null ? List.<String>of() : found) {
            String[] fields = record.split(" ", -1);
            out.writeShort(0xc000 | HEADER_BYTES);
            out.writeShort(SRV);
            out.writeShort(1);
            out.writeInt(0);
            byte[] target = encoded(fields[3]);
            out.writeShort(3 * Short.BYTES + target.length);
            for (int i = 0; i < 3; i++) {
                out.writeShort(Integer.parseInt(fields[i]));
            }
            out.write(target);
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }
}

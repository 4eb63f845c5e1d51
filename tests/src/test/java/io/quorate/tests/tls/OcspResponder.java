package io.quorate.tests.tls;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells of the certificates of an authority whether they are revoked (RFC 6960), signed with its key. */
final class OcspResponder implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private final Authority authority;
    private final HttpServer server;
    private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();

    OcspResponder(Authority authority) throws IOException {
        this.authority = authority;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer;
            try {
                // Short questions come in the address.
                answer = answer(
                        exchange.getRequestMethod().equals("GET")
                                ? Base64.getDecoder()
                                        .decode(exchange.getRequestURI()
                                                .getPath()
                                                .substring(1))
                                : exchange.getRequestBody().readAllBytes());
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String location() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    void revoke(Authority.Identity identity) {
        revoked.add(identity.certificate().getSerialNumber());
    }

    int asked() {
        return asked.get();
    }

    private byte[] answer(byte[] request) throws GeneralSecurityException {
        asked.incrementAndGet();
        byte[] id = certificateId(ByteBuffer.wrap(request));
        Instant now = Instant.now();
        byte[] status = revoked.contains(serial(ByteBuffer.wrap(id)))
                ? Der.tagged(0xa1, time(now.minusSeconds(60)))
                : Der.tagged(0x80);
        byte[] content = Der.sequence(
                Der.tagged(0xa1, authority.name()),
                time(now),
                Der.sequence(Der.sequence(id, status, time(now), Der.tagged(0xa0, time(now.plusSeconds(600))))));
        byte[] basic = authority.signed(content);
        return Der.sequence(
                Der.tagged(0x0a, new byte[] {0}),
                Der.tagged(0xa0, Der.sequence(Der.oid("1.3.6.1.5.5.7.48.1.1"), Der.octets(basic))));
    }

    private static byte[] time(Instant instant) {
        return Der.tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** The id of the first certificate that is asked for: request, content, list, first of the list, its id. */
    private static byte[] certificateId(ByteBuffer request) {
        ByteBuffer content = inside(inside(request));
        while (content.get(content.position()) != SEQUENCE) {
            inside(content);
        }
        ByteBuffer id = inside(inside(content)).slice();
        int end = id.position();
        ByteBuffer rest = id.duplicate();
        inside(rest);
        byte[] bytes = new byte[rest.position() - end];
        id.get(bytes);
        return bytes;
    }

    private static BigInteger serial(ByteBuffer id) {
        ByteBuffer fields = inside(id);
        while (fields.get(fields.position()) != INTEGER) {
            inside(fields);
        }
        ByteBuffer number = inside(fields);
        byte[] bytes = new byte[number.remaining()];
        number.get(bytes);
        return new BigInteger(bytes);
    }

    /** Takes one element off, and returns its content. */
    private static ByteBuffer inside(ByteBuffer from) {
        from.get();
        int length = from.get() & 0xff;
        if (length > 0x80) {
            int digits = length - 0x80;
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = length << 8 | from.get() & 0xff;
            }
        }
        ByteBuffer content = from.slice().limit(length);
        from.position(from.position() + length);
        return content;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

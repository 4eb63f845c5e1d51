package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.election.LinkOptions;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Election ports over loopback. */
@Timeout(120)
class ElectionPortTest {
    private final List<Edge> edges = new ArrayList<>();
    private final List<ElectionPort> ports = new ArrayList<>();
    private EnsembleView view;

    @BeforeEach
    void ensemble() throws IOException {
        List<QuorumServer> members = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        for (int sid = 1; sid <= 3; sid++) {
            ServerSocket quorum = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ServerSocket election = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.addAll(List.of(quorum, election));
            members.add(QuorumServer.participant(sid, "127.0.0.1", quorum.getLocalPort(), election.getLocalPort()));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        view = EnsembleView.of(Ensemble.of(0, members));
    }

    @AfterEach
    void close() {
        ports.forEach(ElectionPort::unbind);
        edges.forEach(Edge::close);
    }

    private ElectionPort open(Edge edge, long sid, LinkOptions options) throws IOException {
        edges.add(edge);
        ElectionPort port = new ElectionPort(
                sid,
                view,
                options,
                false,
                edge.loop,
                edge.transport,
                PeerTls.NONE,
                edge.executor(),
                PeerAuth.NONE,
                PeerClock.SYSTEM,
                LinkFilter.OPEN,
                edge);
        HostPort own = view.member(sid).electionAddresses().get(0);
        port.bind(List.of(new InetSocketAddress(own.host(), own.port())), 1);
        port.accept();
        ports.add(port);
        return port;
    }

    private static Notification vote(long leader) {
        return new Notification(Notification.LOOKING, leader, 7, 1, 1, "version=0");
    }

    private static void await(Edge edge, String what) throws InterruptedException {
        String told = edge.next();
        while (!told.equals(what)) {
            told = edge.next();
        }
    }

    @Test
    void votesGoBothWaysWhoeverBegins() throws Exception {
        Edge one = new Edge();
        Edge two = new Edge();
        ElectionPort first = open(one, 1, LinkOptions.defaults());
        ElectionPort second = open(two, 2, LinkOptions.defaults());
        // The smaller sid dials to be called back; its vote waits until then.
        one.run(() -> first.send(2, vote(1)));
        await(two, "vote of 1 for 1");
        two.run(() -> second.send(1, vote(2)));
        await(one, "vote of 2 for 2");
        for (int i = 10; i < 60; i++) {
            int leader = i;
            one.run(() -> first.send(2, vote(leader)));
            await(two, "vote of 1 for " + leader);
            two.run(() -> second.send(1, vote(leader)));
            await(one, "vote of 2 for " + leader);
        }
    }

    @Test
    void bothMayDialAtOnce() throws Exception {
        Edge one = new Edge();
        Edge two = new Edge();
        ElectionPort first = open(one, 1, LinkOptions.defaults());
        ElectionPort second = open(two, 2, LinkOptions.defaults());
        one.loop.execute(() -> one.turn(() -> first.send(2, vote(1))));
        two.loop.execute(() -> two.turn(() -> second.send(1, vote(2))));
        await(two, "vote of 1 for 1");
        await(one, "vote of 2 for 2");
    }

    @Test
    void theLastVoteIsSentAgainOverANewConnection() throws Exception {
        Edge three = new Edge();
        ElectionPort port = open(three, 3, LinkOptions.defaults());
        HostPort ofOne = view.member(1).electionAddresses().get(0);
        try (ServerSocket one = new ServerSocket(ofOne.port(), 1, InetAddress.getLoopbackAddress())) {
            three.run(() -> port.send(1, vote(3)));
            try (Socket socket = one.accept()) {
                assertThat(readVoteOf(socket).leader()).isEqualTo(3);
                send(socket, frame(vote(9)));
                await(three, "vote of 1 for 9");
            }
            await(three, "link to 1 PENDING");
            // It asks to be called back.
            try (Socket call = new Socket(
                    InetAddress.getLoopbackAddress(),
                    port.localAddresses().get(0).getPort())) {
                send(call, initial(1, ofOne));
                try (Socket socket = one.accept()) {
                    assertThat(readVoteOf(socket).leader()).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsReportedDown() throws Exception {
        Edge three = new Edge();
        ElectionPort port = open(three, 3, LinkOptions.defaults());
        three.run(() -> port.send(1, vote(3)));
        await(three, "link to 1 DOWN");
    }

    @Test
    void messagesMayArriveInPieces() throws Exception {
        Edge one = new Edge();
        ElectionPort port = open(one, 1, LinkOptions.defaults());
        byte[] first = initial(2, view.member(2).electionAddresses().get(0));
        byte[] second = frame(vote(2));
        for (int cut = 1; cut < first.length + second.length; cut++) {
            byte[] all = concat(first, second);
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(),
                    port.localAddresses().get(0).getPort())) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(all, 0, cut);
                one.run(() -> {});
                socket.getOutputStream().write(all, cut, all.length - cut);
                await(one, "vote of 2 for 2");
            }
            await(one, "link to 2 PENDING");
        }
    }

    @Test
    void garbageCostsItsConnectionOnly() throws Exception {
        Edge one = new Edge();
        ElectionPort port = open(one, 1, LinkOptions.defaults());
        int number = port.localAddresses().get(0).getPort();
        byte[] greeting = initial(2, view.member(2).electionAddresses().get(0));
        byte[] wrongVersion = {(byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0};
        byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] hugeAddresses = greeting.clone();
        hugeAddresses[16] = 0x7f;
        byte[] hugeFrame = concat(greeting, new byte[] {0x7f, 0, 0, 0});
        byte[] emptyFrame = concat(greeting, new byte[] {0, 0, 0, 0});
        for (byte[] garbage :
                List.of(wrongVersion, hugeAddresses, hugeFrame, emptyFrame, concat(http, new byte[3000]))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
                send(socket, garbage);
                assertClosed(socket);
            }
        }
        // A message that cannot be decoded is left out, as elsewhere.
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
            send(socket, greeting);
            send(socket, new byte[] {0, 0, 0, 2, 1, 1});
            send(socket, frame(vote(2)));
            await(one, "vote of 2 for 2");
        }
    }

    @Test
    void whoeverDoesNotSayWhoItIsIsClosedInTime() throws Exception {
        Edge one = new Edge();
        ElectionPort port = open(one, 1, LinkOptions.defaults().withLimits(5_000, 200));
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), port.localAddresses().get(0).getPort())) {
            // What the driver does at each deadline.
            one.loop.scheduleAtFixedRate(
                    () -> one.turn(() -> port.onTime(System.nanoTime() / 1_000_000)),
                    10,
                    10,
                    java.util.concurrent.TimeUnit.MILLISECONDS);
            assertClosed(socket);
        }
    }

    private static byte[] initial(long sid, HostPort address) {
        return new InitialMessage(InitialMessage.V1, sid, List.of(address)).toBytes();
    }

    private static byte[] frame(Notification notification) {
        ByteBuf out = Unpooled.buffer();
        byte[] message = notification.toBytes();
        out.writeInt(message.length).writeBytes(message);
        return ByteBufUtil.getBytes(out);
    }

    private static Notification readVoteOf(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readLong()).isEqualTo(InitialMessage.V1);
        assertThat(in.readLong()).isEqualTo(3);
        assertThat(in.readNBytes(in.readInt())).isNotEmpty();
        return Notification.decode(in.readNBytes(in.readInt()));
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(first, second));
    }

    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}

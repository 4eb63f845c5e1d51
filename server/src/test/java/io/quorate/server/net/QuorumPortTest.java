package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeBuilder;
import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.Disk;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.LogRange;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapshotDecoder;
import io.quorate.txnlog.TxnLogOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A leader's and a learner's end of the quorum port, over loopback. */
@Timeout(120)
class QuorumPortTest {
    private static final int MIB = 1 << 20;
    private static final int SNAPSHOT_NODES = 50_000;

    @TempDir
    Path temp;

    private final Disk disk = new NioDisk();
    private DataDirs dirs;
    private final Edge leader = new Edge();
    private final Edge learner = new Edge();
    private LearnerPort port;
    private LeaderConnections leaders;

    @BeforeEach
    void listen() throws IOException {
        listen(new LearnerPort.Options(8 * MIB, 30_000, 16, 16L * MIB, 16L * MIB));
    }

    private void listen(LearnerPort.Options options) throws IOException {
        if (port != null) {
            port.unbind();
        }
        port = new LearnerPort(
                leader.loop,
                leader.transport,
                PeerTls.NONE,
                leader.executor(),
                new Logged(),
                options,
                PeerAuth.NONE,
                leader);
        port.bind(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), 1);
        port.accept();
        leaders = new LeaderConnections(
                learner.loop,
                learner.transport,
                PeerTls.NONE,
                learner.executor(),
                new LeaderConnections.Options(8 * MIB, 5_000, 16L * MIB),
                () -> new SnapshotDecoder(42, TreeOptions.DEFAULT, MIB),
                PeerAuth.NONE,
                LinkFilter.OPEN,
                learner);
    }

    @AfterEach
    void close() {
        port.unbind();
        leader.close();
        learner.close();
    }

    private HostPort address() {
        return new HostPort("127.0.0.1", port.localAddresses().get(0).getPort());
    }

    private static QuorumPacket followerInfo() {
        return new QuorumPacket(PacketType.FOLLOWERINFO, 0, new LearnerInfo(1, 0).toBytes());
    }

    private void connect(long connection) throws InterruptedException {
        learner.run(() -> leaders.connect(connection, 2, List.of(address())));
        assertThat(learner.next()).isEqualTo("leader " + connection);
        learner.run(() -> leaders.send(connection, followerInfo()));
        assertThat(leader.next()).isEqualTo("learner " + connection);
        assertThat(leader.nextPacket().type()).isEqualTo(PacketType.FOLLOWERINFO);
    }

    private static QuorumPacket proposal(long zxid, int bytes) {
        return new QuorumPacket(PacketType.PROPOSAL, zxid, new byte[bytes]);
    }

    private static QuorumPacket commit(long zxid) {
        return new QuorumPacket(PacketType.COMMIT, zxid, null);
    }

    @Test
    void packetsGoBothWaysInOrder() throws InterruptedException {
        connect(1);
        learner.run(() -> {
            for (int i = 0; i < 1000; i++) {
                leaders.send(1, new QuorumPacket(PacketType.ACK, i, null));
            }
            leaders.send(1, new QuorumPacket(PacketType.REQUEST, -1, new byte[] {1}, List.of(new Id("ip", "::1"))));
        });
        for (int i = 0; i < 1000; i++) {
            assertThat(leader.nextPacket().zxid()).isEqualTo(i);
        }
        assertThat(leader.nextPacket().authinfo()).containsExactly(new Id("ip", "::1"));
        leader.run(() -> {
            for (int i = 0; i < 1000; i++) {
                port.send(List.of(1L), List.of(proposal(i, i), commit(i)));
            }
        });
        for (int i = 0; i < 1000; i++) {
            assertThat(learner.nextPacket().data()).hasSize(i);
            assertThat(learner.nextPacket().zxid()).isEqualTo(i);
        }
    }

    @Test
    void severalLearnersGetTheirPacketsEachInTheOrderOfTheCalls() throws InterruptedException {
        connect(1);
        connect(2);
        leader.run(() -> {
            port.send(List.of(1L, 2L), List.of(commit(1)));
            port.send(List.of(2L), List.of(commit(2)));
            port.send(List.of(1L, 7L), List.of(commit(3)));
            port.send(List.of(1L), List.of(proposal(4, 3 * MIB), commit(5)));
            port.send(List.of(1L, 2L), List.of(commit(6)));
            port.close(2, "enough");
        });
        List<Long> zxids = new ArrayList<>();
        while (zxids.size() < 8) {
            zxids.add(learner.nextPacket().zxid());
        }
        assertThat(zxids).containsExactlyInAnyOrder(1L, 1L, 2L, 3L, 4L, 5L, 6L, 6L);
        assertThat(zxids.stream().filter(z -> z != 1 && z != 2 && z != 6)).containsExactly(3L, 4L, 5L);
        assertThat(learner.next()).startsWith("leader 2 closed");
        learner.run(() -> leaders.close(1));
        assertThat(leader.next()).isEqualTo("learner 1 closed");
        assertThat(learner.told).isEmpty();
    }

    @Test
    void aSnapshotArrivesWholeAndWhatWasSentLaterBehindIt() throws InterruptedException {
        connect(1);
        DataTree tree = largeTree();
        leader.run(() -> {
            port.send(List.of(1L), List.of(commit(1)));
            port.sendSnapshot(1, tree);
            for (int i = 2; i < 1000; i++) {
                port.send(List.of(1L), List.of(proposal(i, 1000)));
            }
        });
        assertThat(learner.nextPacket().zxid()).isEqualTo(1);
        assertThat(learner.nextPacket().zxid()).as("the snapshot's place").isEqualTo(tree.lastZxid());
        DataTree copy = learner.nextTree();
        assertThat(copy.lastZxid()).isEqualTo(tree.lastZxid());
        assertThat(copy.nodeCount()).isEqualTo(tree.nodeCount());
        assertThat(copy.digest()).isEqualTo(tree.digest());
        assertThat(copy.sessionTimeout(77)).isEqualTo(4000);
        for (int i = 2; i < 1000; i++) {
            assertThat(learner.nextPacket().zxid()).isEqualTo(i);
        }
        assertThat(leader.learnerProgress).as("pieces under way").hasValueGreaterThan(10);
        assertThat(learner.leaderProgress).as("pieces that came").hasValueGreaterThan(10);
    }

    @Test
    void aLearnerThatLeavesInTheMiddleOfASnapshotIsReportedOnce() throws Exception {
        DataTree tree = largeTree();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes(followerInfo()));
            assertThat(leader.next()).isEqualTo("learner 1");
            leader.run(() -> port.sendSnapshot(1, tree));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        assertThat(leader.next()).isEqualTo("learner 1 closed");
        connect(2);
        assertThat(leader.told).isEmpty();
    }

    @Test
    void aLearnerThatDoesNotReadIsClosed() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes(followerInfo()));
            assertThat(leader.next()).isEqualTo("learner 1");
            connectSecond();
            // More than the limit and than what the kernel takes.
            for (int i = 0; i < 100; i++) {
                leader.run(() -> port.send(List.of(1L, 2L), List.of(proposal(5, MIB / 2))));
                // The other one reads; waiting for it keeps it from falling behind, too.
                assertThat(learner.nextPacket().zxid()).isEqualTo(5);
            }
            assertThat(leader.next()).isEqualTo("learner 1 closed");
        }
    }

    private void connectSecond() throws InterruptedException {
        assertThat(leader.nextPacket().type()).isEqualTo(PacketType.FOLLOWERINFO);
        connect(2);
    }

    @Test
    void aLearnerThatIsWritingReadsTheLastWord() throws Exception {
        byte[] ack = bytes(new QuorumPacket(PacketType.ACK, 1, null));
        byte[] lastWord = bytes(commit(9));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes(followerInfo()));
            assertThat(leader.next()).isEqualTo("learner 1");
            leader.run(() -> {
                // Within a turn nothing is read: this one is unread when the connection ends.
                assertThatCode(() -> socket.getOutputStream().write(ack)).doesNotThrowAnyException();
                port.send(List.of(1L), List.of(commit(9)));
                port.close(1, "enough");
            });
            for (int i = 0; i < 100; i++) {
                socket.getOutputStream().write(ack);
            }
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(lastWord);
        }
        port.awaitClosed(30_000);
        assertThat(port.learnerCount()).isZero();
        assertThat(leader.told).isEmpty();
    }

    @Test
    void aHistoryLongerThanTheLimitIsSentAsTheLearnerReads() throws InterruptedException {
        connect(1);
        List<QuorumPacket> history = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            history.add(proposal(i, MIB / 2));
        }
        leader.run(() -> {
            port.send(List.of(1L), history);
            port.send(List.of(1L), List.of(commit(99)));
        });
        for (int i = 0; i < 80; i++) {
            assertThat(learner.nextPacket().zxid()).isEqualTo(i);
        }
        assertThat(learner.nextPacket().zxid()).isEqualTo(99);
    }

    @Test
    void observersHaveAPortOfTheirOwnThatOpensAndCloses() throws Exception {
        HostPort at = openForObservers();
        learner.run(() -> leaders.connect(1, 2, List.of(at)));
        assertThat(learner.next()).isEqualTo("leader 1");
        learner.run(() -> leaders.send(1, observerInfo()));
        assertThat(leader.next()).isEqualTo("observer 1");
        assertThat(leader.nextPacket().type()).isEqualTo(PacketType.OBSERVERINFO);

        port.serveObservers(false);
        assertThat(port.observerAddresses()).isEmpty();
        learner.run(() -> leaders.connect(2, 2, List.of(at)));
        assertThat(learner.next()).startsWith("leader 2 closed");
        leader.run(() -> port.send(List.of(1L), List.of(commit(8))));
        assertThat(learner.nextPacket().zxid()).as("the connection stays").isEqualTo(8);
    }

    @Test
    void anObserverThatFallsFurtherBehindThanItsLimitIsClosed() throws Exception {
        listen(new LearnerPort.Options(8 * MIB, 30_000, 16, 1L << 40, 4L * MIB));
        HostPort at = openForObservers();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
            socket.getOutputStream().write(bytes(observerInfo()));
            assertThat(leader.next()).isEqualTo("observer 1");
            for (int i = 0; i < 100; i++) {
                leader.run(() -> port.send(List.of(1L, 2L), List.of(proposal(5, MIB / 2))));
            }
            assertThat(leader.next()).isEqualTo("learner 1 closed");
        }
    }

    /** The executor is this thread, so that the port is open when this returns. */
    private HostPort openForObservers() {
        port.observersAt(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), 1, Runnable::run);
        assertThat(port.observerAddresses()).isEmpty();
        port.serveObservers(true);
        return new HostPort("127.0.0.1", port.observerAddresses().get(0).getPort());
    }

    private static QuorumPacket observerInfo() {
        return new QuorumPacket(PacketType.OBSERVERINFO, 0, new LearnerInfo(4, 0).toBytes());
    }

    @Test
    void halfPacketsAreWaitedForAtEveryByte() throws Exception {
        ByteBuf all = Unpooled.buffer();
        followerInfo().write(new JuteWriter(all));
        new QuorumPacket(PacketType.REQUEST, 5, new byte[] {1, 2, 3}, List.of(new Id("ip", "a")))
                .write(new JuteWriter(all));
        byte[] stream = ByteBufUtil.getBytes(all);
        for (int cut = 1; cut < stream.length; cut++) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), address().port())) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(stream, 0, cut);
                // A turn of the loop in between, so that most often the halves arrive apart.
                leader.run(() -> {});
                socket.getOutputStream().write(stream, cut, stream.length - cut);
                assertThat(leader.next()).isEqualTo("learner " + cut);
                assertThat(leader.nextPacket().type()).isEqualTo(PacketType.FOLLOWERINFO);
                assertThat(leader.nextPacket().data()).containsExactly(1, 2, 3);
            }
            assertThat(leader.next()).isEqualTo("learner " + cut + " closed");
        }
    }

    @Test
    void strangersAreClosedAndNotHeardOf() throws Exception {
        byte[] huge = {0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0, 0, 0};
        byte[] unexpected = {0, 0, 0, 3, 0, 0};
        byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (byte[] garbage : List.of(huge, unexpected, http)) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), address().port())) {
                socket.getOutputStream().write(garbage);
                assertClosed(socket);
            }
        }
        connect(1);
        assertThat(leader.told).isEmpty();
    }

    @Test
    void aLearnerThatSendsAHugeLengthIsClosed() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes(followerInfo()));
            assertThat(leader.next()).isEqualTo("learner 1");
            socket.getOutputStream().write(new byte[] {0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0, 0, 0});
            assertClosed(socket);
        }
        assertThat(leader.next()).isEqualTo("learner 1 closed");
    }

    @Test
    void idleStrangersAreClosedInTimeAndBeyondTheirNumberAtOnce() throws Exception {
        listen(new LearnerPort.Options(8 * MIB, 300, 2, 16L * MIB, 16L * MIB));
        try (Socket first =
                        new Socket(InetAddress.getLoopbackAddress(), address().port());
                Socket second =
                        new Socket(InetAddress.getLoopbackAddress(), address().port());
                Socket third =
                        new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            second.getOutputStream().write(new byte[] {0, 0});
            assertClosed(third);
            assertClosed(first);
            assertClosed(second);
        }
        connect(1);
        assertThat(leader.told).isEmpty();
    }

    @Test
    void whatCannotBeReachedIsReportedAndTheNextAddressTried() throws Exception {
        int dead;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = closed.getLocalPort();
        }
        learner.run(() -> leaders.connect(1, 2, List.of(new HostPort("127.0.0.1", dead))));
        assertThat(learner.next()).startsWith("leader 1 closed: ").contains("" + dead);
        learner.run(() -> leaders.connect(2, 2, List.of(new HostPort("nowhere.invalid", 1))));
        assertThat(learner.next()).startsWith("leader 2 closed: ").contains("nowhere.invalid");
        HostPort byName = new HostPort("localhost", address().port());
        learner.run(() -> leaders.connect(3, 2, List.of(new HostPort("127.0.0.1", dead), byName)));
        assertThat(learner.next()).isEqualTo("leader 3");
    }

    @Test
    void aBrokenSnapshotEndsTheConnection() throws Exception {
        try (ServerSocket fake = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            learner.run(() -> leaders.connect(1, 2, List.of(new HostPort("127.0.0.1", fake.getLocalPort()))));
            try (Socket socket = fake.accept()) {
                assertThat(learner.next()).isEqualTo("leader 1");
                socket.getOutputStream().write(bytes(new QuorumPacket(PacketType.SNAP, 5, null)));
                socket.getOutputStream().write(new byte[] {(byte) 0xff, 0, 0, 0});
                assertThat(learner.next()).startsWith("leader 1 closed: ").contains("session count");
                assertClosed(socket);
            }
        }
        assertThat(learner.trees).isEmpty();
    }

    /** Between what is sent before and after, and more than fits into memory that is set aside for what waits. */
    @Test
    void aLogArrivesWholeAndWhatWasSentLaterBehindIt() throws Exception {
        int count = 10_000;
        writeLog(count, 2_000);
        connect(1);
        leader.run(() -> port.checkLog(1, 5, count - 3, 0));
        assertThat(leader.next()).isEqualTo("log for learner 1: null");
        leader.run(() -> {
            port.send(List.of(1L), List.of(new QuorumPacket(PacketType.DIFF, count, null)));
            port.sendLog(1, 5, count - 3);
            port.send(List.of(1L), List.of(commit(count)));
        });
        assertThat(learner.nextPacket().type()).isEqualTo(PacketType.DIFF);
        for (long zxid = 6; zxid <= count - 3; zxid++) {
            QuorumPacket proposal = learner.nextPacket();
            assertThat(proposal.type()).isEqualTo(PacketType.PROPOSAL);
            assertThat(proposal.zxid()).isEqualTo(zxid);
            assertThat(proposal.data()).hasSize(2_000);
            assertThat(learner.nextPacket()).isEqualTo(commit(zxid));
        }
        assertThat(learner.nextPacket()).isEqualTo(commit(count));
        assertThat(leader.learnerProgress).hasValueGreaterThan(10);
    }

    @Test
    void aLogThatCannotBeReadToItsEndEndsTheConnection() throws Exception {
        writeLog(100, 100);
        connect(1);
        leader.run(() -> port.checkLog(1, 500, 600, 0));
        assertThat(leader.next()).startsWith("log for learner 1: ").contains("no zxid 0x1f4");
        leader.run(() -> port.sendLog(1, 50, 101));
        assertThat(leader.next()).isEqualTo("learner 1 closed");
        assertThat(learner.next()).startsWith("leader 1 closed");
    }

    @Test
    void aLearnerThatLeavesInTheMiddleOfALogLeavesNoFileOpen() throws Exception {
        writeLog(10_000, 2_000);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes(followerInfo()));
            assertThat(leader.next()).isEqualTo("learner 1");
            leader.run(() -> port.sendLog(1, 1, 10_000));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        assertThat(leader.next()).isEqualTo("learner 1 closed");
        while (!openLogs().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private void writeLog(int count, int bytes) throws IOException {
        dirs = DataDirs.open(disk, temp, null, true);
        try (FileTxnLog log = FileTxnLog.after(disk, dirs, new TxnLogOptions(1 << 16, 0, true), 0)) {
            for (int zxid = 1; zxid <= count; zxid++) {
                byte[] txn = ByteBuffer.allocate(bytes)
                        .putLong(1)
                        .putInt(1)
                        .putLong(zxid)
                        .array();
                log.append(zxid, txn);
            }
            log.force();
        }
    }

    /** The files of the log that this process has open, as far as the system tells. */
    private List<Path> openLogs() throws IOException {
        List<Path> open = new ArrayList<>();
        Path descriptors = Path.of("/proc/self/fd");
        if (Files.isDirectory(descriptors)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
                for (Path link : links) {
                    Path target = Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : link;
                    if (target.startsWith(temp)) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    private final class Logged implements LoggedTransactions {
        @Override
        public String objection(long afterZxid, long throughZxid, double share) throws IOException {
            return LogRange.objection(disk, dirs, afterZxid, throughZxid, share);
        }

        @Override
        public LogRange open(long afterZxid, long throughZxid) throws IOException {
            return LogRange.open(disk, dirs, afterZxid, throughZxid);
        }
    }

    private static DataTree largeTree() {
        TreeBuilder builder = DataTree.builder(7, TreeOptions.DEFAULT);
        StatPersisted stat = new StatPersisted(1, 1, 0, 0, 0, 0, 0, 0, 1);
        builder.session(77, 4000);
        builder.node("", new byte[0], AclList.OPEN, stat);
        for (int i = 0; i < SNAPSHOT_NODES; i++) {
            builder.node("/n" + i, new byte[200], AclList.OPEN, stat);
        }
        return builder.build(0x100000007L);
    }

    private static byte[] bytes(QuorumPacket packet) {
        return packet.toBytes();
    }

    private static void assertClosed(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            assertThat(in.readAllBytes()).isEmpty();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}

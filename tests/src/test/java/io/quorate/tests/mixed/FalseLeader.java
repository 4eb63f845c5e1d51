package io.quorate.tests.mixed;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Member;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The other server of an ensemble of two, with the greater id, by hand: it gets itself elected by whoever looks for a leader, and sends
 * what a test tells it to. Belongs to one thread, but for the votes, which have one of their own.
 */
final class FalseLeader implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Member itself;
    private final ServerSocket learners;
    private Socket votes;
    private Socket learner;
    private DataInputStream in;
    private long epoch;

    /** @param itself the member that it stands for, which is not started */
    FalseLeader(Member itself) throws IOException {
        this.itself = itself;
        this.learners = new ServerSocket(itself.quorumPort(), 10, InetAddress.getLoopbackAddress());
        learners.setSoTimeout((int) LIMIT.toMillis());
    }

    /** Has a server, which was started, vote for this one as often as it looks for a leader. */
    void persuade(Member voter) {
        votes = Await.value("the election port", LIMIT, () -> new Socket("127.0.0.1", voter.electionPort()));
        Thread thread = new Thread(this::vote, "votes");
        thread.setDaemon(true);
        thread.start();
    }

    private void vote() {
        try {
            HostPort address = new HostPort("127.0.0.1", itself.electionPort());
            write(votes, bytes(new InitialMessage(InitialMessage.V1, itself.id(), List.of(address))));
            DataInputStream said = new DataInputStream(votes.getInputStream());
            while (true) {
                byte[] message = said.readNBytes(said.readInt());
                Notification other = Notification.decode(message);
                if (other.state() == Notification.LOOKING) {
                    // The greater id decides between equals.
                    byte[] vote = bytes(new Notification(
                            Notification.LOOKING,
                            itself.id(),
                            other.zxid(),
                            other.electionEpoch(),
                            other.peerEpoch(),
                            other.config()));
                    write(votes, ByteBuffer.allocate(4).putInt(vote.length).array());
                    write(votes, vote);
                }
            }
        } catch (IOException ended) {
            // By either side.
        }
    }

    /** Returns when a follower knows the new epoch and waits for what it lacks. */
    void begin() throws IOException {
        learner = learners.accept();
        learner.setSoTimeout((int) LIMIT.toMillis());
        in = new DataInputStream(learner.getInputStream());
        epoch = (await(PacketType.FOLLOWERINFO).zxid() >>> 32) + 1;
        send(
                PacketType.LEADERINFO,
                zxid(0),
                ByteBuffer.allocate(4).putInt(LearnerInfo.PROTOCOL).array());
        await(PacketType.ACKEPOCH);
    }

    /** A transaction of this epoch. */
    long zxid(int counter) {
        return epoch << 32 | counter;
    }

    void send(int type, long zxid, byte[] data) throws IOException {
        write(learner, bytes(new QuorumPacket(type, zxid, data)));
    }

    /** The next packet of this type from the follower. */
    QuorumPacket await(int type) throws IOException {
        QuorumPacket packet = receive();
        while (packet.type() != type) {
            packet = receive();
        }
        return packet;
    }

    private QuorumPacket receive() throws IOException {
        int type = in.readInt();
        long zxid = in.readLong();
        int length = in.readInt();
        byte[] data = length < 0 ? null : in.readNBytes(length);
        in.readInt(); // Nobody sends an authinfo.
        return new QuorumPacket(type, zxid, data);
    }

    /** Returns when the follower has gone. */
    void awaitLeft() throws IOException {
        try {
            while (true) {
                receive();
            }
        } catch (EOFException gone) {
            learner.close();
        }
    }

    private static byte[] bytes(JuteRecord record) {
        JuteWriter out = new JuteWriter(Unpooled.buffer());
        record.write(out);
        return ByteBufUtil.getBytes(out.buffer());
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public void close() throws IOException {
        learners.close();
        if (votes != null) {
            votes.close();
        }
        if (learner != null) {
            learner.close();
        }
    }
}

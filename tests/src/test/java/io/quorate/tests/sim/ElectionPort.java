package io.quorate.tests.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.election.ElectionLinks;
import io.quorate.election.LinkEffects;
import io.quorate.election.LinkOptions;
import io.quorate.election.LinkState;
import io.quorate.election.LinkWarning;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The election connections of one process: the real rules on simulated connections, with the real bytes. */
final class ElectionPort implements LinkEffects {
    private final ServerProcess process;
    private final ElectionLinks links;
    private final Map<Long, SimEnd> ends = new HashMap<>();

    ElectionPort(ServerProcess process, EnsembleView view) {
        this.process = process;
        this.links = new ElectionLinks(process.id(), view, LinkOptions.defaults(), this);
    }

    ElectionLinks links() {
        return links;
    }

    boolean accept(SimEnd end) {
        long[] connection = new long[1];
        process.input("election accept", core -> connection[0] = links.onAccepted(process.nowMillis()));
        if (connection[0] == ElectionLinks.REFUSED) {
            return false;
        }
        attach(connection[0], end, true);
        return true;
    }

    private void attach(long connection, SimEnd end, boolean accepted) {
        ends.put(connection, end);
        Reader reader = new Reader(connection, end, accepted);
        end.listen(
                bytes -> process.input("election bytes", core -> reader.take(bytes)),
                reason -> process.input("election closed", core -> {
                    ends.remove(connection);
                    links.onClosed(connection, process.nowMillis());
                }));
    }

    @Override
    public void dial(long connection, long sid, List<HostPort> addresses) {
        SimEnd end = process.simulation()
                .network
                .dial(
                        process,
                        process.simulation().server(sid),
                        SimNetwork.Port.ELECTION,
                        opened -> {
                            attach(connection, opened, false);
                            process.input("election dialled", core -> links.onDialled(connection, process.nowMillis()));
                        },
                        reason -> process.input("election dial failed", core -> {
                            ends.remove(connection);
                            links.onClosed(connection, process.nowMillis());
                        }));
        ends.put(connection, end);
    }

    @Override
    public void introduce(long connection, InitialMessage message) {
        ends.get(connection).send(Bytes.of(message));
    }

    @Override
    public void write(long connection, Notification notification) {
        SimEnd end = ends.get(connection);
        end.send(Bytes.framed(notification));
        process.toSelf(() -> process.input("election written", core -> links.onWritten(connection)));
    }

    @Override
    public void close(long connection) {
        SimEnd end = ends.remove(connection);
        if (end != null) {
            end.close();
        }
    }

    @Override
    public void received(long sid, Notification n) {
        process.trace(
                Trace.Kind.ELECTION,
                sid * 31 + n.leader() * 7 + n.electionEpoch(),
                () -> "from " + sid + ": state " + n.state() + " votes " + n.leader() + " zxid 0x"
                        + Long.toHexString(n.zxid()) + " epoch " + n.peerEpoch() + " round " + n.electionEpoch());
        process.core().onNotification(sid, n);
    }

    @Override
    public void linkChanged(long sid, LinkState state) {
        process.afterThis(() -> process.core().onLink(sid, state));
    }

    @Override
    public void warn(LinkWarning warning, long connection, long sid) {
        process.tell("election connection " + connection + " of " + sid + ": " + warning);
    }

    /** Takes the messages of one connection apart. */
    private final class Reader {
        private final long connection;
        private final ByteBuf in = Unpooled.buffer();
        private final SimEnd end;
        private boolean introduced;

        Reader(long connection, SimEnd end, boolean accepted) {
            this.connection = connection;
            this.end = end;
            this.introduced = !accepted;
        }

        void take(byte[] bytes) {
            in.discardReadBytes().writeBytes(bytes);
            try {
                while (ends.containsKey(connection) && takeMessage()) {
                    // one message a round
                }
            } catch (MalformedRecordException e) {
                requireIntruder(e);
                ends.remove(connection).close();
                links.onClosed(connection, process.nowMillis());
            }
        }

        private void requireIntruder(MalformedRecordException e) {
            if (!(end.peer.owner instanceof Intruder)) {
                throw new SimulationFailure("a message between our own servers does not parse", e);
            }
            process.simulation().marks.hit(Mark.MALFORMED_VOTE);
        }

        private boolean takeMessage() {
            if (!introduced) {
                InitialMessage message = InitialMessage.tryRead(in);
                if (message != null) {
                    introduced = true;
                    links.onInitialMessage(connection, message, process.nowMillis());
                }
                return message != null;
            }
            ByteBuf frame = Notification.tryReadFrame(in);
            if (frame != null) {
                takeNotification(new JuteReader(frame));
            }
            return frame != null;
        }

        /** One that does not parse is one less, and costs nothing else. */
        private void takeNotification(JuteReader frame) {
            Notification notification;
            try {
                notification = Notification.read(frame);
            } catch (MalformedRecordException e) {
                requireIntruder(e);
                return;
            }
            links.onNotification(connection, notification);
        }
    }

    /** Encodes messages. */
    static final class Bytes {
        private Bytes() {}

        static byte[] of(JuteRecord record) {
            ByteBuf out = Unpooled.buffer();
            record.write(new JuteWriter(out));
            return take(out);
        }

        static byte[] framed(JuteRecord record) {
            ByteBuf out = Unpooled.buffer();
            out.writeInt(0);
            record.write(new JuteWriter(out));
            out.setInt(0, out.readableBytes() - Integer.BYTES);
            return take(out);
        }

        static byte[] take(ByteBuf out) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        }
    }
}

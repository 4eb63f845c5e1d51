package io.quorate.tests.sim;

import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.util.Arrays;
import java.util.List;

/** A host that is none of the ensemble, says that it is, and sends what it likes to election ports. */
final class Intruder implements SimNetwork.Host {
    private static final int FRAME_HEADER_BYTES = 4;

    private final Simulation simulation;

    Intruder(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Sends a vote of which only so many bytes are there, with a frame length as if that were all. */
    void sendVote(SimServer to, long inTheNameOf, int length) {
        InitialMessage hello =
                new InitialMessage(InitialMessage.V2, inTheNameOf, List.of(new HostPort("h" + inTheNameOf, 3888)));
        Notification vote = new Notification(
                Notification.LOOKING, inTheNameOf, Long.MAX_VALUE, 1, 1, Notification.VERSION, "version=0");
        byte[] whole = ElectionPort.Bytes.framed(vote);
        byte[] cut = Arrays.copyOf(whole, Math.min(whole.length - 1, FRAME_HEADER_BYTES + length));
        cut[3] = (byte) (cut.length - FRAME_HEADER_BYTES);
        simulation.network.dial(
                this,
                to,
                SimNetwork.Port.ELECTION,
                end -> {
                    end.listen(bytes -> {}, reason -> {});
                    end.send(ElectionPort.Bytes.of(hello));
                    end.send(cut);
                },
                reason -> {});
    }

    @Override
    public long id() {
        return 5_000;
    }

    @Override
    public void whenRunning(Runnable action) {
        action.run();
    }

    @Override
    public boolean accept(SimNetwork.Port port, SimEnd end) {
        return false;
    }
}

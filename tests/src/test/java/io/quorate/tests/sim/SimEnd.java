package io.quorate.tests.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One end of a simulated connection, and the bytes that are on their way from it. */
final class SimEnd {
    final SimNetwork.Host owner;
    /** The other end; null while dialling. */
    SimEnd peer;

    /** Whether this side has closed it, or has been told that it is over. */
    boolean closed;
    /** Whether nothing that is sent from here arrives any more. */
    boolean broken;
    /** Whether its owner knows of it. */
    boolean opened;
    /** How many arrivals wait for a stall to end. */
    int held;
    /** When what was sent last arrives. */
    long arrival;

    private static final byte[] END = new byte[0];

    private final SimNetwork network;
    /** Sent and not arrived; an empty array at its end stands for the end of the connection. */
    private final ArrayDeque<byte[]> underWay = new ArrayDeque<>();

    private final List<byte[]> early = new ArrayList<>();
    private Consumer<byte[]> receiver = bytes -> {};
    private Consumer<String> closing = reason -> {};

    SimEnd(SimNetwork network, SimNetwork.Host owner) {
        this.network = network;
        this.owner = owner;
    }

    /** Says who takes what arrives. */
    void listen(Consumer<byte[]> newReceiver, Consumer<String> newClosing) {
        receiver = newReceiver;
        closing = newClosing;
        opened = true;
    }

    void send(byte[] bytes) {
        network.send(this, bytes);
    }

    void close() {
        network.close(this);
    }

    void receive(byte[] bytes) {
        if (closed) {
            return;
        }
        if (opened) {
            receiver.accept(bytes);
        } else {
            early.add(bytes);
        }
    }

    void drainEarly() {
        List<byte[]> waiting = new ArrayList<>(early);
        early.clear();
        waiting.forEach(this::receive);
    }

    void onClosed(String reason) {
        closing.accept(reason);
    }

    void enqueue(byte[] chunk) {
        underWay.add(chunk == null ? END : chunk);
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** What arrives next; null for the end. */
    byte[] dequeue() {
        byte[] chunk = underWay.poll();
        return chunk == END ? null : chunk;
    }

    /** Drops a random end of what is under way. */
    void loseSuffix(SplittableRandom random) {
        if (underWay.isEmpty()) {
            return;
        }
        int kept = random.nextInt(underWay.size() + 1);
        List<byte[]> all = new ArrayList<>(underWay);
        underWay.clear();
        underWay.addAll(all.subList(0, kept));
        if (kept < all.size() && all.get(kept).length > 1) {
            byte[] torn = all.get(kept);
            underWay.add(Arrays.copyOf(torn, random.nextInt(1, torn.length)));
        }
    }
}

package io.quorate.server.session;

import java.util.ArrayDeque;

/** Keeps what waits in one io loop within its limits: above them connections are not read, until it is less. */
final class FlowControl {
    private final LoopOptions options;
    private final ArrayDeque<ClientSession> pausedSessions = new ArrayDeque<>();
    private int atCore;
    private long largeBytesWaiting;

    FlowControl(LoopOptions options) {
        this.options = options;
    }

    /** How many requests are with the core. */
    int atCore() {
        return atCore;
    }

    /** Why a request of this size cannot be taken in beside the large ones that wait; null if it can. */
    String objection(int sizeBytes) {
        return options.isLarge(sizeBytes) && largeBytesWaiting + sizeBytes > options.largeRequestsBytesMax()
                ? "its request of " + sizeBytes + " bytes is beyond largeRequestMaxBytes: " + largeBytesWaiting
                        + " bytes of large requests wait already, the limit is " + options.largeRequestsBytesMax()
                : null;
    }

    /** Notes that a request waits in its session's queue. */
    void waits(Pending pending) {
        largeBytesWaiting += pending.largeBytes;
    }

    /** Notes that a request goes to the core; not if its client is gone, for nobody would take the answer and count it off. */
    void submitted(Pending pending) {
        if (!pending.session.isSilent()) {
            pending.atCore = true;
            atCore++;
        }
    }

    /** Notes that a request waits no longer. */
    void left(Pending pending) {
        largeBytesWaiting -= pending.largeBytes;
        if (pending.atCore) {
            pending.atCore = false;
            atCore--;
        }
    }

    /** Reads no more of a session that has too much waiting, or when the core has. */
    void pauseIfFull(ClientSession session) {
        if (!session.paused
                && (session.queue.size() >= options.pendingPerConnectionMax() || atCore > options.outstandingMax())) {
            session.paused = true;
            session.sink.pauseReading();
            pausedSessions.addLast(session);
        }
    }

    /** Reads again of those who have room. */
    void resume() {
        if (atCore > options.outstandingMax()) {
            return;
        }
        for (int i = pausedSessions.size(); i > 0; i--) {
            ClientSession session = pausedSessions.pollFirst();
            if (session.queue.size() < options.pendingPerConnectionMax()) {
                session.paused = false;
                session.sink.resumeReading();
            } else {
                pausedSessions.addLast(session);
            }
        }
    }

    /** Forgets a session that is closed. */
    void forget(ClientSession session) {
        if (session.paused) {
            pausedSessions.remove(session);
            session.paused = false;
        }
    }

    /** Forgets whom it does not read. */
    void forgetPaused() {
        pausedSessions.clear();
    }
}

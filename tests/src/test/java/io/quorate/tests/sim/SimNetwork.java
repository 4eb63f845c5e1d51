package io.quorate.tests.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Connections between hosts, as pipes of bytes: what is sent on one arrives in order or not at all, and who is at the other end
 * learns of its end in his own time, or never.
 */
final class SimNetwork {
    private static final long UNREACHABLE_NANOS_MAX = 6 * Scheduler.SECOND;
    private static final long RETRANSMISSION_NANOS_MAX = 30 * Scheduler.SECOND;
    private static final int FRAGMENT_BYTES_MAX = 64;

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Knobs knobs;
    private final Marks marks;
    /** Both ends of every connection that is not over. */
    private final Set<SimEnd> ends = new LinkedHashSet<>();
    /** Directions in which nothing passes at the moment. */
    private final TreeSet<Long> blocked = new TreeSet<>();

    private boolean calm;

    /** A process that has connections. */
    interface Host {
        long id();

        /** Runs something when the process next runs, in the order of the calls, unless it has died by then. */
        void whenRunning(Runnable action);

        /** Takes a connection in, or refuses it by returning false. */
        boolean accept(Port port, SimEnd end);
    }

    /** A machine that can be dialled. */
    interface Machine {
        long id();

        /** Who listens there; null if nobody does at the moment. */
        Host process();

        /** Whether packets get an answer at all, be it a refusal. */
        boolean isPowered();
    }

    /** What a server listens on. */
    enum Port {
        ELECTION,
        QUORUM,
        OBSERVERS,
        CLIENT
    }

    SimNetwork(Scheduler scheduler, SplittableRandom random, Knobs knobs, Marks marks) {
        this.scheduler = scheduler;
        this.random = random;
        this.knobs = knobs;
        this.marks = marks;
    }

    /**
     * Dials; the end returned may be closed at any time to give it up.
     *
     * @param opened is called with the connection, or {@code failed} with the reason
     */
    SimEnd dial(Host from, Machine to, Port port, Consumer<SimEnd> opened, Consumer<String> failed) {
        SimEnd near = new SimEnd(this, from);
        scheduler.after(delay(), () -> {
            if (near.closed) {
                return;
            }
            if (isBlocked(from.id(), to.id()) || isBlocked(to.id(), from.id()) || !to.isPowered()) {
                scheduler.after(random.nextLong(UNREACHABLE_NANOS_MAX), () -> tell(near, failed, "timed out"));
                return;
            }
            Host process = to.process();
            if (process != null) {
                process.whenRunning(() -> answer(near, process, port, opened, failed));
            } else {
                scheduler.after(delay(), () -> tell(near, failed, "refused"));
            }
        });
        return near;
    }

    private void answer(SimEnd near, Host to, Port port, Consumer<SimEnd> opened, Consumer<String> failed) {
        if (near.closed) {
            return;
        }
        SimEnd far = new SimEnd(this, to);
        far.peer = near;
        near.peer = far;
        if (!to.accept(port, far)) {
            near.peer = null;
            scheduler.after(delay(), () -> tell(near, failed, "refused"));
            return;
        }
        ends.add(near);
        ends.add(far);
        near.arrival = scheduler.now();
        far.arrival = scheduler.now() + delay();
        scheduler.at(
                far.arrival,
                () -> near.owner.whenRunning(() -> {
                    if (!near.closed && !near.broken) {
                        opened.accept(near);
                        near.opened = true;
                        near.drainEarly();
                    }
                }));
    }

    private void tell(SimEnd near, Consumer<String> failed, String reason) {
        near.owner.whenRunning(() -> {
            if (!near.closed) {
                near.closed = true;
                failed.accept(reason);
            }
        });
    }

    /** Puts bytes on their way, cut up at random. */
    void send(SimEnd from, byte[] bytes) {
        if (from.closed || from.broken || from.peer == null) {
            return;
        }
        int at = 0;
        while (at < bytes.length) {
            int length = knobs.fragments && random.nextInt(4) == 0
                    ? Math.min(bytes.length - at, random.nextInt(1, FRAGMENT_BYTES_MAX))
                    : bytes.length - at;
            byte[] chunk = new byte[length];
            System.arraycopy(bytes, at, chunk, 0, length);
            from.enqueue(chunk);
            transport(from);
            at += length;
        }
    }

    /** Ends a connection after everything sent before. */
    void close(SimEnd from) {
        if (from.closed) {
            return;
        }
        from.closed = true;
        if (from.peer != null && !from.broken) {
            from.enqueue(null);
            transport(from);
        }
        if (from.peer != null && from.peer.closed) {
            forget(from);
        }
    }

    private void transport(SimEnd from) {
        from.arrival = Math.max(from.arrival, scheduler.now() + delay());
        scheduler.at(from.arrival, () -> {
            if (isBlocked(from.owner.id(), from.peer.owner.id())) {
                from.held++;
            } else {
                arrive(from);
            }
        });
    }

    private void arrive(SimEnd from) {
        if (from.isEmpty()) {
            return;
        }
        byte[] chunk = from.dequeue();
        SimEnd to = from.peer;
        if (chunk == null) {
            over(to, "closed by the other end");
        } else {
            to.owner.whenRunning(() -> to.receive(chunk));
        }
    }

    private void over(SimEnd end, String reason) {
        end.owner.whenRunning(() -> {
            forget(end);
            if (!end.closed) {
                end.closed = true;
                end.onClosed(reason);
            }
        });
    }

    private void forget(SimEnd end) {
        ends.remove(end);
        if (end.peer != null && end.peer.closed) {
            ends.remove(end.peer);
        }
    }

    /** Breaks a connection: what is under way is lost from some byte on, and both ends hear of that, if they can. */
    void reset(SimEnd end) {
        breakOneWay(end, true);
        breakOneWay(end.peer, true);
    }

    private void breakOneWay(SimEnd from, boolean heard) {
        if (from.broken || from.peer == null) {
            return;
        }
        from.broken = true;
        from.loseSuffix(random);
        SimEnd to = from.peer;
        long notice = isCut(from.owner, to.owner) || !heard
                ? random.nextLong(RETRANSMISSION_NANOS_MAX)
                : delay() + (random.nextInt(8) == 0 ? random.nextLong(Scheduler.SECOND) : 0);
        from.arrival = Math.max(from.arrival, scheduler.now() + notice);
        scheduler.at(from.arrival, () -> {
            while (!from.isEmpty() && !isBlocked(from.owner.id(), to.owner.id())) {
                arrive(from);
            }
            over(to, "connection reset");
        });
    }

    /** Breaks all connections of a host that has died; after a power cut the others hardly hear of it. */
    void hostDied(Host host, boolean powerCut) {
        for (SimEnd end : List.copyOf(ends)) {
            if (end.owner == host) {
                // What a process has closed before it died is sent by the system.
                if (powerCut || !end.closed) {
                    end.closed = true;
                    breakOneWay(end, !powerCut);
                }
                end.peer.broken = true;
            }
        }
    }

    /** Ends all connections of a host that has ended in an orderly way, after everything that it sent. */
    void hostEnded(Host host) {
        for (SimEnd end : List.copyOf(ends)) {
            if (end.owner == host) {
                close(end);
            }
        }
    }

    /** Breaks some connection. */
    void resetAny() {
        if (!ends.isEmpty()) {
            List<SimEnd> all = new ArrayList<>(ends);
            reset(all.get(random.nextInt(all.size())));
            marks.hit(Mark.RESET);
        }
    }

    /** Breaks all connections between servers. */
    void resetBetweenServers(int servers) {
        for (SimEnd end : List.copyOf(ends)) {
            if (end.owner.id() <= servers && end.peer != null && end.peer.owner.id() <= servers && !end.broken) {
                reset(end);
            }
        }
    }

    void resetBetween(long one, long other) {
        for (SimEnd end : List.copyOf(ends)) {
            if (end.owner.id() == one && end.peer != null && end.peer.owner.id() == other && !end.broken) {
                reset(end);
            }
        }
    }

    /** Lets nothing pass from one host to another; what is sent waits, as TCP makes it wait. */
    void block(long from, long to) {
        blocked.add(direction(from, to));
    }

    void cut(long one, long other) {
        block(one, other);
        block(other, one);
    }

    /** Lets everything pass from one host to another again, and nothing break. */
    void unblock(long from, long to) {
        blocked.remove(direction(from, to));
        for (SimEnd end : List.copyOf(ends)) {
            if (end.peer != null && end.owner.id() == from && end.peer.owner.id() == to) {
                for (; end.held > 0; end.held--) {
                    arrive(end);
                }
            }
        }
    }

    /** Lets everything pass again. Connections that were cut may have broken meanwhile. */
    void heal() {
        Set<Long> before = new TreeSet<>(blocked);
        blocked.clear();
        for (SimEnd end : List.copyOf(ends)) {
            if (end.peer != null && before.contains(direction(end.owner.id(), end.peer.owner.id()))) {
                if (!end.broken && random.nextInt(3) == 0) {
                    reset(end);
                }
                for (; end.held > 0; end.held--) {
                    arrive(end);
                }
            }
        }
    }

    /** From now on nothing takes much longer than usual. */
    void calm() {
        calm = true;
    }

    private boolean isCut(Host one, Host other) {
        return isBlocked(one.id(), other.id()) || isBlocked(other.id(), one.id());
    }

    private boolean isBlocked(long from, long to) {
        return blocked.contains(direction(from, to));
    }

    private static long direction(long from, long to) {
        return from * 1_000_000 + to;
    }

    private long delay() {
        long max = !calm && random.nextDouble() < knobs.slowShare ? knobs.slowNanosMax : knobs.networkNanosMax;
        return knobs.networkNanosMin + random.nextLong(max + 1);
    }
}

package io.quorate.bench.compare;

import io.quorate.bench.load.Gaps;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.SteadyWriters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** What operators do to an ensemble while clients write, and how much the clients notice. */
final class Maintenance {
    private static final int SESSIONS = 8;
    private static final int WRITES_BETWEEN = 200;
    private static final double PROGRESS_SECONDS_MAX = 120;

    private final Deployment ensemble;
    private final long startSecondsMax;

    /** @param ensemble one that serves */
    Maintenance(Deployment ensemble, long startSecondsMax) {
        this.ensemble = ensemble;
        this.startSecondsMax = startSecondsMax;
    }

    /**
     * What clients noticed.
     *
     * @param gaps in what was acknowledged
     * @param nanos how long it went on
     * @param started the start of the one server that it is about; null if it is about all
     */
    record Noticed(Gaps gaps, long nanos, ServerProcess.Started started) {}

    /** Ends each server in an orderly way and starts it again, the leader last; the next one when this one serves again. */
    Noticed rollingRestart() throws IOException, InterruptedException, LoadFailedException {
        try (SteadyWriters writers = new SteadyWriters(ensemble.addresses(), SESSIONS)) {
            writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            writers.take();
            long start = System.nanoTime();
            for (ServerProcess server : leaderLast()) {
                server.stop();
                ensemble.start(server);
                server.awaitServing(startSecondsMax);
                writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            }
            long nanos = System.nanoTime() - start;
            return new Noticed(kept(writers.take()), nanos, null);
        }
    }

    /**
     * Kills the leader as a crash would, and starts it again when the others have gone on.
     *
     * @return with how long it took the kernel to end the process, which closes its connections
     */
    Noticed killLeader() throws IOException, InterruptedException, LoadFailedException {
        ServerProcess leader = ensemble.leader();
        try (SteadyWriters writers = new SteadyWriters(ensemble.addresses(), SESSIONS)) {
            writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            writers.take();
            long start = System.nanoTime();
            leader.kill();
            long nanos = System.nanoTime() - start;
            writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            Gaps gaps = kept(writers.take());
            ensemble.start(leader);
            ServerProcess.Started started = leader.awaitServing(startSecondsMax);
            return new Noticed(gaps, nanos, started);
        }
    }

    private List<ServerProcess> leaderLast() throws IOException {
        ServerProcess leader = ensemble.leader();
        List<ServerProcess> order = new ArrayList<>(ensemble.servers());
        order.remove(leader);
        order.add(leader);
        return order;
    }

    /** Ends a follower and takes away its database. */
    ServerProcess takeAwayFollower() throws IOException, InterruptedException {
        ServerProcess follower = leaderLast().get(0);
        follower.kill();
        follower.loseDatabase();
        return follower;
    }

    /** Starts a server that has no database, and lets the others bring it up to date. */
    Noticed join(ServerProcess blank) throws IOException, InterruptedException, LoadFailedException {
        try (SteadyWriters writers = new SteadyWriters(addressesWithout(blank), SESSIONS)) {
            writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            writers.take();
            long start = System.nanoTime();
            ensemble.start(blank);
            ServerProcess.Started started = blank.awaitServing(startSecondsMax);
            long nanos = System.nanoTime() - start;
            writers.awaitProgress(WRITES_BETWEEN, PROGRESS_SECONDS_MAX);
            return new Noticed(kept(writers.take()), nanos, started);
        }
    }

    List<InetSocketAddress> addressesWithout(ServerProcess server) {
        List<InetSocketAddress> addresses = new ArrayList<>(ensemble.addresses());
        addresses.remove(server.address());
        return addresses;
    }

    private static Gaps kept(Gaps gaps) throws LoadFailedException {
        if (gaps.sessionsLost() > 0) {
            throw new LoadFailedException("sessions lost: " + gaps.sessionsLost() + " (expected: none)");
        }
        return gaps;
    }
}

package io.quorate.bench.load;

import io.quorate.bench.measure.Allocation;
import io.quorate.bench.measure.MachineSample;
import io.quorate.bench.measure.ProcessSample;
import io.quorate.bench.measure.ProcessUsage;
import io.quorate.jute.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run: make the tree, open the sessions, warm up, measure, let the last replies come in, close.
 *
 * <p>{@link #execute()} runs on the caller's thread and reads {@code /proc}; sessions, pacing and recording live on the
 * client's event loop and are reached only through it. A run is used once.
 */
public final class LoadRun {
    private static final int SETUP_OUTSTANDING = 256;
    /** Large payloads go one by one: a server with a small heap must be able to take them. */
    private static final int SETUP_BYTES_OUTSTANDING = 1 << 20;

    private static final double SETUP_SECONDS_MAX = 600;
    private static final double CONNECT_SECONDS_MAX = 60;
    private static final double DRAIN_SECONDS_MAX = 30;

    private final LoadClient client;
    private final LoadPlan plan;
    private final List<Long> serverPids;
    private final KeySpace keys;
    private boolean looksAtAllocation;
    private Allocation allocatedBefore;

    /**
     * @param serverPids processes whose CPU time is accounted to the operations; may be empty
     */
    public LoadRun(LoadClient client, LoadPlan plan, List<Long> serverPids) {
        this.client = client;
        this.plan = plan;
        this.serverPids = List.copyOf(serverPids);
        this.keys = KeySpace.of(plan.workload());
    }

    /** Also finds out what the servers allocate. That takes CPU time just before and after the window. */
    public LoadRun withAllocation() {
        looksAtAllocation = true;
        return this;
    }

    /**
     * Runs to the end.
     *
     * @throws LoadFailedException when sessions could not be opened, were lost, or did not answer. Replies with errors
     *     do not throw; they are counted in the result.
     * @throws IOException when a process to be measured cannot be read
     */
    public LoadResult execute() throws InterruptedException, LoadFailedException, IOException {
        makeTree();
        Samples.take(serverPids); // the first one is slow, for the classes it loads
        Recorder recorder = new Recorder(plan.shape().isOpen());
        LoadSessions sessions = new LoadSessions(client, plan.shape(), recorder);
        try {
            onLoop(() -> sessions.open(plan.servers(), sources()));
            Waiting.await(sessions.ready(), CONNECT_SECONDS_MAX, "the sessions to be granted");
            Samples before = startAndWarmUp(sessions, recorder);
            return measure(sessions, recorder, before);
        } finally {
            onLoop(sessions::abandon);
        }
    }

    /** Without a warm-up the window begins before the first request, so that every reply falls into it. */
    private Samples startAndWarmUp(LoadSessions sessions, Recorder recorder)
            throws InterruptedException, LoadFailedException, IOException {
        if (plan.warmupSeconds() == 0) {
            Samples before = Samples.take(serverPids);
            onLoop(() -> {
                recorder.begin(System.nanoTime());
                sessions.start();
            });
            return before;
        }
        onLoop(sessions::start);
        if (awaitUsedUp(sessions, plan.warmupSeconds())) {
            throw new LoadFailedException("all " + keys.keys()
                    + " keys were used up during the warm-up (expected: some left to measure; use more keys)");
        }
        allocatedBefore = looksAtAllocation ? Allocation.take(serverPids) : null;
        onLoop(() -> recorder.begin(System.nanoTime()));
        return Samples.take(serverPids);
    }

    private LoadResult measure(LoadSessions sessions, Recorder recorder, Samples before)
            throws InterruptedException, LoadFailedException, IOException {
        boolean usedUp = awaitUsedUp(sessions, plan.seconds());
        onLoop(() -> recorder.end(usedUp ? sessions.usedUp().join() + 1 : System.nanoTime()));
        Samples after = Samples.take(serverPids);
        double allocatedPerSecond = allocatedBefore == null || usedUp
                ? Double.NaN
                : Allocation.take(serverPids).rateSince(allocatedBefore);
        onLoop(sessions::stop);
        Waiting.await(sessions.quiet(), DRAIN_SECONDS_MAX, "the last replies");
        onLoop(sessions::close);
        Waiting.await(sessions.closed(), CONNECT_SECONDS_MAX, "the sessions to be closed");
        return after.resultSince(before, plan, recorder, allocatedPerSecond);
    }

    private void makeTree() throws InterruptedException, LoadFailedException {
        Recorder recorder = new Recorder(false);
        int outstanding = Math.max(
                1,
                Math.min(
                        SETUP_OUTSTANDING,
                        SETUP_BYTES_OUTSTANDING / (1 + plan.workload().sizeBytes())));
        LoadSessions maker = new LoadSessions(client, Shape.closed(1, outstanding), recorder);
        try {
            onLoop(() -> maker.open(plan.servers(), List.of(new TreeSetup(plan.workload(), keys))));
            Waiting.await(maker.ready(), CONNECT_SECONDS_MAX, "the session that makes the tree to be granted");
            onLoop(maker::start);
            Waiting.await(maker.usedUp(), SETUP_SECONDS_MAX, "the tree to be made");
            onLoop(maker::close);
            Waiting.await(maker.closed(), CONNECT_SECONDS_MAX, "the session that made the tree to be closed");
        } finally {
            onLoop(maker::abandon);
        }
        recorder.errors().remove(ErrorCode.NODE_EXISTS.code());
        recorder.errors().remove(ErrorCode.NO_NODE.code());
        if (!recorder.errors().isEmpty() || recorder.wrongLengths() > 0) {
            throw new LoadFailedException(
                    "making the tree under " + keys.root() + " got errors (code=count) "
                            + recorder.errors() + " and " + recorder.wrongLengths()
                            + " replies of a wrong length (expected: none but NodeExists, and NoNode where leftovers are deleted)");
        }
    }

    private List<RequestSource> sources() {
        int sessions = plan.shape().sessions();
        List<RequestSource> sources = new ArrayList<>(sessions);
        for (int i = 0; i < sessions; i++) {
            sources.add(RequestSource.of(plan.workload(), keys, i, sessions));
        }
        return sources;
    }

    private static boolean awaitUsedUp(LoadSessions sessions, double seconds)
            throws InterruptedException, LoadFailedException {
        try {
            sessions.usedUp().get((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException stillSending) {
            return false;
        } catch (ExecutionException e) {
            throw new LoadFailedException(e.getCause().getMessage(), e);
        }
    }

    private void onLoop(Runnable task) {
        client.loop().submit(task).syncUninterruptibly();
    }

    /** What the machine's counters said at one moment. */
    private record Samples(List<ProcessSample> servers, ProcessSample client, MachineSample machine) {
        static Samples take(List<Long> serverPids) throws IOException {
            List<ProcessSample> servers = new ArrayList<>();
            for (long pid : serverPids) {
                servers.add(ProcessSample.take(pid));
            }
            return new Samples(
                    servers, ProcessSample.take(ProcessHandle.current().pid()), MachineSample.take());
        }

        LoadResult resultSince(Samples before, LoadPlan plan, Recorder recorder, double allocatedPerSecond) {
            ProcessUsage serverUsage = ProcessUsage.NONE;
            for (int i = 0; i < servers.size(); i++) {
                serverUsage = serverUsage.plus(servers.get(i).since(before.servers.get(i)));
            }
            return new LoadResult(
                    plan,
                    recorder.seconds(),
                    recorder.completed(),
                    recorder.latencyNanos(),
                    recorder.errors(),
                    recorder.wrongLengths(),
                    serverUsage,
                    client.since(before.client),
                    machine.since(before.machine),
                    allocatedPerSecond);
        }
    }
}

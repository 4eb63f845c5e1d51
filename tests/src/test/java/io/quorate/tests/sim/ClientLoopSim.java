package io.quorate.tests.sim;

import io.quorate.quorum.Proposal;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.server.session.ClientSession;
import io.quorate.server.session.CommitProcessor;
import io.quorate.server.session.CoreLink;
import io.quorate.server.session.LoopOptions;
import io.quorate.server.session.LoopSecurity;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One client loop of a process: a real {@link CommitProcessor}, with batches to and from the core that take their time. */
final class ClientLoopSim implements CoreLink {
    private static final int LOSS_ODDS = 200;

    private final ServerProcess process;
    private final Mailbox toCore;
    private final Mailbox fromCore;
    private final Knobs knobs;
    private final Bug bug;
    private final SplittableRandom random;
    private final Set<SimSink> sinks = new LinkedHashSet<>();
    private final List<SimSink> dirty = new ArrayList<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private List<Request> requests = new ArrayList<>();
    private List<Request> syncs = new ArrayList<>();
    private final CommitProcessor processor;

    private boolean inIteration;
    /** Which time of serving this is; what was asked in another one is not for the core any more. */
    private long period;

    /**
     * @param view what is served at first, by a server that is an ensemble by itself
     */
    ClientLoopSim(ServerProcess process, SplittableRandom random, DataTree view) {
        Simulation simulation = process.simulation();
        this.process = process;
        this.knobs = simulation.knobs;
        this.bug = simulation.bug;
        this.random = random;
        this.toCore = new Mailbox(simulation.scheduler, random.split(), knobs.mailboxNanosMax, process);
        this.fromCore = new Mailbox(simulation.scheduler, random.split(), knobs.mailboxNanosMax, process);
        int tick = knobs.tickMillis;
        RequestRules rules = RequestRules.DEFAULT;
        this.processor = new CommitProcessor(
                new LoopOptions(2 * tick, 60 * tick, 1000, 1000, -1, 1 << 20, Set.of()),
                new FinalRequestProcessor(rules),
                rules.acl(),
                this,
                view,
                knobs.servers == 1,
                LoopSecurity.NONE);
        touch();
    }

    private void touch() {
        long nanos = knobs.tickMillis * Scheduler.MILLI / 2;
        process.simulation()
                .scheduler
                .after(
                        nanos,
                        () -> process.whenRunning(() -> {
                            if (processor != null) {
                                iteration(processor::reportTouched);
                            }
                            touch();
                        }));
    }

    // ---- what the core says

    void serve(DataTree tree, long newPeriod) {
        onLoop(() -> {
            period = newPeriod;
            processor.onServe(tree);
        });
    }

    void serveReadOnly(DataTree tree, long newPeriod) {
        onLoop(() -> {
            period = newPeriod;
            processor.onServeReadOnly(tree);
        });
    }

    void hold() {
        onLoop(() -> {
            requests.clear();
            processor.onHold(sessions());
        });
    }

    void resume(DataTree tree, long newPeriod) {
        onLoop(() -> {
            period = newPeriod;
            processor.onResume(tree);
        });
    }

    /** Reads nothing more of any client, and says when everything that was read is answered. */
    void drain(Runnable done) {
        onLoop(() -> {
            processor.onDrain(sessions());
            whenAnswered(done);
        });
    }

    private void whenAnswered(Runnable done) {
        if (processor.outstanding() == 0) {
            done.run();
        } else {
            process.simulation()
                    .scheduler
                    .after(Scheduler.MILLI, () -> process.whenRunning(() -> iteration(() -> whenAnswered(done))));
        }
    }

    private List<ClientSession> sessions() {
        return sinks.stream().map(SimSink::session).toList();
    }

    void opened(Request create, long sessionId) {
        onLoop(() -> processor.onOpened(create, sessionId));
    }

    void ended(long sessionId, Request close) {
        onLoop(() -> processor.onEnded(sessionId, close, process.nowNanos()));
    }

    void stop() {
        fromCore.post(() -> iteration(() -> {
            requests.clear();
            processor.onStopServing(sessions());
        }));
    }

    void publish(List<Proposal> committed) {
        boolean loses = bug == Bug.LOSE_PUBLICATION && random.nextInt(LOSS_ODDS) == 0;
        List<Proposal> delivered = loses ? committed.subList(1, committed.size()) : committed;
        onLoop(() -> processor.onCommitted(delivered, process.nowNanos()));
    }

    void reopened(Reopen reopen, boolean valid) {
        onLoop(() -> processor.onReopened(reopen, valid));
    }

    void synced(Request sync) {
        onLoop(() -> processor.onSynced(sync, process.nowNanos()));
    }

    private void onLoop(Runnable work) {
        fromCore.post(() -> iteration(work));
    }

    // ---- what clients do

    boolean accept(SimEnd end) {
        boolean administrator = end.peer.owner.id() - SimClient.FIRST_ID < knobs.administrators;
        SimSink sink = new SimSink(this, end, administrator, process.wallMillis());
        sinks.add(sink);
        end.listen(
                bytes -> iteration(() -> sink.take(bytes, processor, process.nowNanos())),
                reason -> iteration(() -> closed(sink)));
        return true;
    }

    void closed(SimSink sink) {
        if (sinks.remove(sink)) {
            processor.onClosed(sink.session());
        }
    }

    void tellClosed(SimSink sink, String reason) {
        if (reason.startsWith("it has seen zxid")) {
            process.simulation().marks.hit(Mark.SESSION_REFUSED_BEHIND);
        }
        process.trace(Trace.Kind.CLIENT, 0, () -> "closes " + sink.session() + ": " + reason);
    }

    void reparse(SimSink sink) {
        if (sinks.contains(sink)) {
            sink.reparse(processor, process.nowNanos());
        }
    }

    boolean holdsEventsBack() {
        return bug == Bug.EVENT_AFTER_ANSWER;
    }

    void markDirty(SimSink sink) {
        dirty.add(sink);
    }

    void later(Runnable work) {
        later.add(work);
    }

    /** Runs one iteration of the loop, at the end of which everything that it made is sent. */
    private void iteration(Runnable work) {
        if (inIteration) {
            work.run();
            return;
        }
        inIteration = true;
        work.run();
        while (!later.isEmpty()) {
            later.poll().run();
        }
        List<Request> answered = syncs;
        syncs = new ArrayList<>();
        answered.forEach(this::synced);
        if (!requests.isEmpty()) {
            List<Request> batch = requests;
            requests = new ArrayList<>();
            long collectedIn = period;
            toCore.post(() -> process.requests(batch, collectedIn));
        }
        List<SimSink> flushed = List.copyOf(dirty);
        dirty.clear();
        flushed.forEach(SimSink::flush);
        inIteration = false;
    }

    // ---- the way to the core

    @Override
    public void submit(Request request) {
        if (bug == Bug.SYNC_ANSWERED_LOCALLY && request.opCode() == io.quorate.jute.OpCode.SYNC) {
            syncs.add(request);
        } else {
            requests.add(request);
        }
    }

    @Override
    public void reopen(Reopen reopen) {
        long askedIn = period;
        toCore.post(() -> process.reopen(reopen, askedIn));
    }

    @Override
    public void touched(List<Long> sessionIds) {
        toCore.post(() -> process.input("touched", core -> core.onTouched(sessionIds)));
    }
}

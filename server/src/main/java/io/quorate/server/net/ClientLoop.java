package io.quorate.server.net;

import io.netty.channel.EventLoop;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Spread;
import io.quorate.server.session.ClientSession;
import io.quorate.server.session.CnxnReport;
import io.quorate.server.session.CommitProcessor;
import io.quorate.server.session.CoreLink;
import io.quorate.server.session.TraceMask;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop that serves clients: its connections, its {@link CommitProcessor}, and the batches that leave at the end
 * of each iteration, one to the core and one write a connection. All methods run on the loop, except {@link #post}.
 */
public final class ClientLoop implements CoreLink {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);
    /** So that it can go to a file of its own. */
    private static final Logger SLOW = LoggerFactory.getLogger("io.quorate.slow");

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    private static final int DRAIN_POLL_MILLIS = 2;

    private final EventLoop eventLoop;
    private final CoreInbox core;
    private final ClientLoopOptions options;
    private final CommitProcessor processor;
    private final LogLimiter log;
    private final LogLimiter slowLog;
    private final Set<NettyServerCnxn> connecting = new LinkedHashSet<>();
    private final Set<NettyServerCnxn> connections = new LinkedHashSet<>();
    private List<NettyServerCnxn> dirty = new ArrayList<>();
    private List<Request> requests = new ArrayList<>();
    private long period;
    /** Written on the loop, read by whoever accepts connections. */
    private volatile boolean serving;

    private boolean endOfIterationArmed;
    /** Null if nobody is turned away. Set before connections come. */
    private ConnectionThrottle throttle;

    private Trace trace = new Trace(new TraceMask());

    /** Where the loop's batches for the core go; may be called from any loop. */
    public interface CoreInbox {
        /**
         * Hands over requests, in order.
         *
         * @param period the number that {@link ClientLoop#serve} was given last when they were collected, 0 if never
         */
        void requests(List<Request> batch, long period);

        /** Hands over a client's wish to go on with its session. */
        void reopen(Reopen reopen, long period);

        /** Hands over the sessions that were heard of. */
        void touched(List<Long> sessionIds);
    }

    /**
     * Makes the loop; {@link #start} has to follow.
     *
     * @param processor makes the processor that uses this loop as its way to the core
     */
    public ClientLoop(
            EventLoop eventLoop,
            CoreInbox core,
            ClientLoopOptions options,
            Function<CoreLink, CommitProcessor> processor) {
        this.eventLoop = eventLoop;
        this.core = core;
        this.options = options;
        this.processor = processor.apply(this);
        this.log = new LogLimiter(LOG, System.nanoTime());
        this.slowLog = new LogLimiter(SLOW, System.nanoTime());
    }

    /** Limits the rate of new sessions; to be called before connections come. */
    public void throttleWith(ConnectionThrottle newThrottle) {
        throttle = newThrottle;
    }

    /** Whether a client may have its session now. */
    boolean admits(long sessionId) {
        if (throttle == null) {
            return true;
        }
        Meters meters = processor.stats().meters();
        ConnectionThrottle.Weights weights = throttle.options().weights();
        int weight = sessionId != 0 ? weights.renewed() : options.localSessions() ? weights.local() : weights.global();
        boolean admitted = throttle.admits(weight, System.nanoTime() / 1_000_000);
        meters.record(Spread.TOKEN_DEFICIT, throttle.deficit());
        if (!admitted) {
            meters.add(Count.THROTTLED_CONNECTIONS);
        }
        return admitted;
    }

    /** Has it tell what happens to those who look for a fault; to be called before connections come. */
    public void traceWith(Trace newTrace) {
        trace = newTrace;
    }

    Trace trace() {
        return trace;
    }

    /** Starts what the loop does from time to time. */
    public void start() {
        long touchMillis = Math.max(1, options.tickMillis() / 2);
        eventLoop.scheduleAtFixedRate(processor::reportTouched, touchMillis, touchMillis, TimeUnit.MILLISECONDS);
        long sweepMillis = Math.max(1, Math.min(1_000, options.handshakeTimeoutMillis() / 4));
        eventLoop.scheduleAtFixedRate(this::closeOverdue, sweepMillis, sweepMillis, TimeUnit.MILLISECONDS);
    }

    /** The event loop; a connection registered on it belongs to this object. */
    EventLoop eventLoop() {
        return eventLoop;
    }

    ClientLoopOptions options() {
        return options;
    }

    /** The sessions of this loop. */
    public CommitProcessor processor() {
        return processor;
    }

    /** Runs a piece of work on the loop; callable from any thread. */
    public void post(Runnable work) {
        eventLoop.execute(work);
    }

    /**
     * Takes over committed transactions.
     *
     * @param publishedNanos when they were committed
     */
    public void committed(List<Proposal> proposals, long publishedNanos) {
        long beginNanos = System.nanoTime();
        processor.onCommitted(proposals, beginNanos);
        Meters meters = processor.stats().meters();
        meters.record(Spread.COMMITS_QUEUED, proposals.size());
        meters.record(Spread.COMMIT_BATCH_TIME, (System.nanoTime() - beginNanos) / 1_000);
        meters.histogram(Spread.SERVER_WRITE_COMMITTED).record((beginNanos - publishedNanos) / 1_000, proposals.size());
    }

    /** Takes the answer to a sync. */
    public void synced(Request sync) {
        processor.onSynced(sync, System.nanoTime());
    }

    /** Takes the answer to a client that wanted to go on with its session. */
    public void reopened(Reopen reopen, boolean valid) {
        processor.onReopened(reopen, valid);
    }

    /**
     * Serves clients from now on, beginning with this tree.
     *
     * @param newPeriod the number of this period of serving
     */
    public void serve(DataTree tree, long newPeriod) {
        period = newPeriod;
        serving = true;
        processor.onServe(tree);
    }

    /**
     * Serves reads of this tree from now on, to clients who ask for that.
     *
     * @param newPeriod the number of this period of serving
     */
    public void serveReadOnly(DataTree tree, long newPeriod) {
        period = newPeriod;
        serving = true;
        processor.onServeReadOnly(tree);
    }

    /** Whether it serves clients of an ensemble now; for any thread. */
    public boolean isServing() {
        return serving;
    }

    /** A connection that asked for a session has one that only this server knows. */
    public void opened(Request create, long sessionId) {
        processor.onOpened(create, sessionId);
    }

    /** A session that only this server knew has ended; {@code close} is null if it has expired. */
    public void ended(long sessionId, Request close) {
        processor.onEnded(sessionId, close, System.nanoTime());
    }

    /** Closes the connections of all who asked for a session, and refuses new ones until {@link #serve}. */
    public void stopServing() {
        serving = false;
        requests.clear();
        processor.onStopServing(sessions());
    }

    /** Keeps the connections whose session goes on under the next leader, and refuses new ones, until {@link #resume} or {@link #stopServing}. */
    public void hold() {
        // They wait in their sessions, too, and are collected again.
        requests.clear();
        processor.onHold(sessions());
    }

    /**
     * Serves the clients that were held again.
     *
     * @param newPeriod the number of this period of serving
     */
    public void resume(DataTree tree, long newPeriod) {
        period = newPeriod;
        serving = true;
        processor.onResume(tree);
    }

    /**
     * Reads nothing more of any client.
     *
     * @param done is run on the loop when everything that was read before is answered, which without a leader it never is
     */
    public void drain(Runnable done) {
        processor.onDrain(sessions());
        whenAnswered(done);
    }

    private void whenAnswered(Runnable done) {
        if (processor.outstanding() == 0) {
            done.run();
        } else {
            eventLoop.schedule(() -> whenAnswered(done), DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private List<ClientSession> sessions() {
        return connections.stream().map(NettyServerCnxn::session).toList();
    }

    /** All connections of this loop, with and without sessions. */
    public List<CnxnReport> connectionReports() {
        List<CnxnReport> reports = new ArrayList<>(connections.size());
        for (NettyServerCnxn cnxn : connections) {
            reports.add(cnxn.session().stats().report(cnxn.session()));
        }
        return reports;
    }

    /** The same connections, to be closed from elsewhere. */
    public List<NettyServerCnxn> connections() {
        return List.copyOf(connections);
    }

    /** Closes every connection; what was answered before still goes out. */
    public void closeAll(String reason) {
        for (NettyServerCnxn cnxn : List.copyOf(connections)) {
            cnxn.closeAfterFlush(reason);
        }
    }

    @Override
    public void submit(Request request) {
        requests.add(request);
        armEndOfIteration();
    }

    @Override
    public void reopen(Reopen reopen) {
        core.reopen(reopen, period);
    }

    @Override
    public void touched(List<Long> sessionIds) {
        core.touched(sessionIds);
    }

    void connected(NettyServerCnxn cnxn) {
        connections.add(cnxn);
        connecting.add(cnxn);
    }

    void handshakeBegun(NettyServerCnxn cnxn) {
        connecting.remove(cnxn);
    }

    void disconnected(NettyServerCnxn cnxn) {
        connections.remove(cnxn);
        connecting.remove(cnxn);
    }

    /** Has this connection's output sent at the end of the iteration. */
    void markDirty(NettyServerCnxn cnxn) {
        dirty.add(cnxn);
        armEndOfIteration();
    }

    void logSlow(NettyServerCnxn cnxn, String what) {
        if (SLOW.isTraceEnabled()) {
            SLOW.trace("Request of {}: {}", cnxn, onOneLine(what));
        } else {
            slowLog.info(System.nanoTime(), "Slow request of {}: {}", cnxn, onOneLine(what));
        }
    }

    void logRefused(NettyServerCnxn cnxn, String what) {
        log.info(System.nanoTime(), "Refused a request of {}: {}", cnxn, onOneLine(what));
    }

    void logClosed(NettyServerCnxn cnxn, String reason) {
        log.info(System.nanoTime(), "Closed the connection of {}: {}", cnxn, onOneLine(reason));
    }

    /** There may be a path in it as a client has sent it, which must not look like lines of the log. */
    static String onOneLine(String what) {
        return NOT_PRINTABLE.matcher(what).replaceAll("?");
    }

    private void armEndOfIteration() {
        if (!endOfIterationArmed) {
            endOfIterationArmed = true;
            eventLoop.execute(this::endIteration);
        }
    }

    /** Sends what this iteration has collected: first to the core, which can work while we write to sockets. */
    private void endIteration() {
        endOfIterationArmed = false;
        if (!requests.isEmpty()) {
            List<Request> batch = requests;
            requests = new ArrayList<>(Math.max(8, batch.size()));
            core.requests(batch, period);
        }
        if (!dirty.isEmpty()) {
            List<NettyServerCnxn> batch = dirty;
            dirty = new ArrayList<>(batch.size());
            for (NettyServerCnxn cnxn : batch) {
                cnxn.flushFrames();
            }
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        long limitNanos = TimeUnit.MILLISECONDS.toNanos(options.handshakeTimeoutMillis());
        while (!connecting.isEmpty()) {
            NettyServerCnxn oldest = connecting.iterator().next();
            if (now - oldest.acceptedNanos() < limitNanos) {
                return;
            }
            connecting.remove(oldest);
            processor.stats().sessionlessExpired();
            oldest.closeAfterFlush("no session was opened within " + options.handshakeTimeoutMillis() + " ms");
        }
    }
}

package io.quorate.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsFailures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one {@link ClientCnxn} on an event loop: brings it what happens on its connection, the application's calls and the time,
 * and sends what it writes, with one flush for each batch of inputs.
 *
 * <p>{@link #submit}, {@link #submitNow} and {@link #execute} may be called by any thread; everything else belongs to the loop. Whoever
 * touches the session has the turn: the loop for each input, and a thread in {@code submitNow} if nobody else has it. So no thread
 * but the loop ever waits for it, and the loop for nothing but writes to a socket.
 */
final class NettyDriver implements Transport {
    /** One of the inputs of a session, with the time. */
    @FunctionalInterface
    interface Input {
        void apply(ClientCnxn session, long now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(NettyDriver.class);
    private static final int FIRST_CHUNK_BYTES = 4 * 1024;
    /** Frames are collected to about this size before they are handed to the channel. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(4 * CHUNK_BYTES, 8 * CHUNK_BYTES);
    /** A few microseconds, less than it takes to wake a thread up. */
    private static final int LOOKS = 200;

    private static final long ORIGIN_NANOS = System.nanoTime();

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final CallQueue submitted;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    /** Other inputs, and calls behind them, that the loop has not come to. */
    private final AtomicInteger inputsAhead = new AtomicInteger();

    private final ServerList servers;
    private final ClientCnxn cnxn;
    private final Callbacks callbacks;
    private final boolean hasService;
    private final int maxReplyBytes;
    private final long requestTimeoutMillis;
    private final Addresses addresses;
    /** Null without SASL. */
    private final SaslRunner sasl;
    /** Null for plain text. */
    private final TlsContext tls;

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closing;

    /** The attempt or connection that counts: what others report is late. */
    private Connection current;
    /** Frames that the channel does not have yet. */
    private ByteBuf out;
    /** Whether the channel has frames that were not flushed. */
    private boolean unflushed;

    private Future<?> timer;
    private long timerAt = Long.MAX_VALUE;

    NettyDriver(
            EventLoop loop,
            Class<? extends Channel> channelType,
            SessionConfig config,
            CallQueue submitted,
            Callbacks callbacks,
            NameService names,
            SaslSettings sasl,
            TlsContext tls) {
        this.tls = tls;
        this.loop = loop;
        this.sasl = SaslRunner.of(sasl);
        this.submitted = submitted;
        this.callbacks = callbacks;
        this.hasService = !config.servers().service().isEmpty();
        this.maxReplyBytes = config.maxReplyBytes();
        this.requestTimeoutMillis = config.requestTimeoutMillis();
        this.addresses = new Addresses(names);
        this.servers = new ServerList(config.servers().servers(), new Random());
        this.cnxn = new ClientCnxn(config, servers, this, callbacks, submitted);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(factory(channelType))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.timeoutMillis());
    }

    private static ChannelFactory<Channel> factory(Class<? extends Channel> type) {
        return type == NioSocketChannel.class ? DirectChannel::new : new ReflectiveChannelFactory<>(type);
    }

    /** What may be asked of it from any thread: see {@link ClientCnxn}. */
    ClientCnxn cnxn() {
        return cnxn;
    }

    /** Whether this thread is the one that a result of the session would have to wait for. */
    boolean isWhereResultsCome() {
        return loop.inEventLoop() || callbacks.runHere();
    }

    /** Whether the servers are those of a service. */
    boolean hasService() {
        return hasService;
    }

    void start() {
        execute(ClientCnxn::onStart);
    }

    /**
     * Queues a call; its future says what becomes of it. What the loop sends with any input are all calls in the queue: as long as
     * the loop has not come to an {@link #execute} that was before this, the call waits beside it and not in the queue.
     */
    void submit(Call<?> call) {
        if (requestTimeoutMillis != 0) {
            call.expireAt(now() + requestTimeoutMillis);
        }
        if (inputsAhead.get() > 0) {
            execute((session, now) -> {
                submitted.add(call);
                session.onSubmitted(now);
            });
            return;
        }
        submitted.add(call);
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    /**
     * As {@link #submit}, for a thread that is going to wait for the result: it sends the request itself if the session is idle, instead
     * of waking the event loop up to do so.
     */
    void submitNow(Call<?> call) {
        if (loop.inEventLoop() || !takeTurn()) {
            submit(call);
            return;
        }
        boolean sent;
        try {
            sent = sendNow(call);
        } finally {
            turn.unlock();
        }
        if (!sent) {
            submit(call);
        }
    }

    /** Whoever was woken by the result of its last call comes back while the loop is about to put the turn down. */
    private boolean takeTurn() {
        for (int look = 0; look < LOOKS; look++) {
            if (turn.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private boolean sendNow(Call<?> call) {
        boolean direct = inputsAhead.get() == 0
                && current != null
                && current.channel() instanceof DirectChannel channel
                && tls == null
                && out == null
                && !unflushed
                && channel.isFlushed();
        if (!direct) {
            return false;
        }
        long now = now();
        if (requestTimeoutMillis != 0) {
            call.expireAt(now + requestTimeoutMillis);
        }
        if (!cnxn.onCallNow(call, now)) {
            return false;
        }
        if (out != null) {
            ((DirectChannel) current.channel()).writeNow(out);
            if (out.isReadable()) {
                loop.execute(this::drain);
            } else {
                out.release();
                out = null;
            }
        }
        if (cnxn.nextDeadline() < timerAt) {
            loop.execute(this::drain);
        }
        return true;
    }

    /** The application has closed the session: it makes no more calls. */
    void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Gives the session some other input, behind the calls that this thread made before and ahead of those that it makes later. */
    void execute(Input input) {
        inputsAhead.incrementAndGet();
        loop.execute(() -> inTurn(() -> {
            try {
                input.apply(cnxn, now());
            } finally {
                inputsAhead.decrementAndGet();
            }
        }));
    }

    private void drain() {
        drainScheduled.set(false);
        inTurn(() -> cnxn.onSubmitted(now()));
    }

    private void inTurn(Runnable input) {
        turn.lock();
        try {
            input.run();
            afterInput();
        } finally {
            turn.unlock();
        }
    }

    // ---- what happens on the connection

    void onActive(Connection connection) {
        inTurn(connection, () -> {
            if (connection.isToItself()) {
                disconnect();
                cnxn.onDisconnected("the port is closed, and the connection reached itself", now());
            } else {
                cnxn.onConnected(now());
            }
        });
    }

    void onFrame(Connection connection, ByteBuf frame) {
        turn.lock();
        try {
            if (connection == current) {
                cnxn.onFrame(frame, now());
            }
        } finally {
            turn.unlock();
        }
    }

    void onOversize(Connection connection, OversizeReply reply) {
        inTurn(connection, () -> cnxn.onOversize(reply, now()));
    }

    void onReadComplete() {
        turn.lock();
        try {
            afterInput();
        } finally {
            turn.unlock();
        }
    }

    void onWritable(Connection connection) {
        inTurn(connection, () -> cnxn.onSubmitted(now()));
    }

    void onGone(Connection connection, String why) {
        inTurn(connection, () -> {
            disconnect();
            cnxn.onDisconnected(why, now());
        });
    }

    /** What others than the current connection report is late. */
    private void inTurn(Connection connection, Runnable input) {
        inTurn(() -> {
            if (connection == current) {
                input.run();
            }
        });
    }

    // ---- what the session wants

    @Override
    public void connect(HostPort server) {
        Connection connection = new Connection(this);
        current = connection;
        addresses
                .resolve(server)
                .whenComplete((found, failure) ->
                        loop.execute(() -> inTurn(connection, () -> open(connection, server, found, failure))));
    }

    @Override
    public void lookUp(String service) {
        Connection connection = new Connection(this);
        current = connection;
        addresses
                .servers(service)
                .whenComplete((found, failure) -> loop.execute(() -> inTurn(connection, () -> {
                    if (failure != null) {
                        onGone(connection, "no servers: " + failure);
                        return;
                    }
                    current = null;
                    cnxn.onServers(found, now());
                })));
    }

    @Override
    public ByteBuf out() {
        if (out != null && out.readableBytes() >= CHUNK_BYTES) {
            current.channel().write(out);
            out = null;
            unflushed = true;
        }
        if (out == null) {
            out = current.channel().alloc().buffer(FIRST_CHUNK_BYTES);
        }
        return out;
    }

    @Override
    public boolean isWritable() {
        return current.channel().isWritable();
    }

    @Override
    public void disconnect() {
        if (out != null) {
            out.release();
            out = null;
        }
        unflushed = false;
        Connection dropped = current;
        current = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void probe(HostPort server) {
        addresses.resolve(server).whenComplete((found, failure) -> {
            if (failure == null) {
                loop.execute(() -> probe(server, addresses.choose(server, found)));
            }
        });
    }

    private void probe(HostPort server, InetSocketAddress address) {
        ReadWriteProbe.ask(
                bootstrap.clone(),
                channel -> secure(channel, server, why -> LOG.debug("Cannot ask {}: {}", server, why)),
                address,
                takesWrites -> execute((session, time) -> session.onProbed(server, takesWrites, time)));
    }

    @Override
    public boolean beginSasl(HostPort server) {
        if (sasl != null) {
            Connection connection = current;
            sasl.begin(server, step -> loop.execute(() -> onSasl(connection, step)));
        }
        return sasl != null;
    }

    @Override
    public void stepSasl(byte[] token) {
        Connection connection = current;
        sasl.step(token, step -> loop.execute(() -> onSasl(connection, step)));
    }

    private void onSasl(Connection connection, SaslStep step) {
        inTurn(connection, () -> cnxn.onSasl(step, now()));
    }

    private void open(Connection connection, HostPort server, List<InetAddress> found, Throwable failure) {
        if (failure != null) {
            onGone(connection, "no address: " + failure);
            return;
        }
        servers.onAddresses(server, found.size());
        connection.connecting(bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        secure(channel, server, why -> tlsFailed(connection, server, why));
                        fill(channel.pipeline(), connection);
                    }
                })
                .connect(addresses.choose(server, found)));
    }

    private void secure(Channel channel, HostPort server, Consumer<String> failed) {
        if (tls != null) {
            channel.pipeline()
                    .addLast(tls.newHandler(channel.alloc(), server.host(), server.port()), new TlsFailures(failed));
        }
    }

    private void tlsFailed(Connection connection, HostPort server, String why) {
        LOG.warn("No connection to {}: {}", server, why);
        onGone(connection, why);
    }

    private void fill(ChannelPipeline pipeline, Connection connection) {
        pipeline.addLast(new ReplyFrameDecoder(maxReplyBytes), connection);
    }

    // ---- after each input

    private void afterInput() {
        flush();
        scheduleTimer();
    }

    private void flush() {
        ByteBuf last = out;
        out = null;
        boolean flush = unflushed;
        unflushed = false;
        if (last != null && last.isReadable()) {
            current.channel().writeAndFlush(last);
        } else if (last != null) {
            last.release();
        }
        if (flush && current != null) {
            current.channel().flush();
        }
    }

    /** A timer that is too early is left alone: it finds nothing to do and makes the next. Most deadlines move on before they come. */
    private void scheduleTimer() {
        long deadline = cnxn.nextDeadline();
        if (deadline >= timerAt) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = deadline;
        timer = loop.schedule(this::onTimer, Math.max(0, deadline - now()), TimeUnit.MILLISECONDS);
    }

    private void onTimer() {
        inTurn(() -> {
            timer = null;
            timerAt = Long.MAX_VALUE;
            cnxn.onTime(now());
        });
    }

    /** A steady clock, in ms. */
    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ORIGIN_NANOS);
    }
}

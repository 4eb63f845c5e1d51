package io.quorate.client;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quorate.jute.JuteLimits;
import io.quorate.tls.ClientProperties;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executor;

/** Settings of sessions. May make any number of them; not to be shared between threads. */
public final class ZooKeeperBuilder {
    private static final int DEFAULT_TIMEOUT_MILLIS = 30_000;
    private static final int DEFAULT_MAX_REPLY_BYTES = 64 * 1024 * 1024;
    private static final int DEFAULT_MAX_PENDING_CALLS = 100_000;

    private final ConnectString servers;
    private int timeoutMillis = DEFAULT_TIMEOUT_MILLIS;
    private Watcher watcher;
    private long sessionId;
    private byte[] password = SessionConfig.NO_PASSWORD;
    private long lastZxid;
    private long requestTimeoutMillis;
    private NameService names = NameService.ofSystem();
    private boolean readOnlyAllowed;
    private int maxRequestBytes = JuteLimits.DEFAULT_MAX_BUFFER;
    private int maxReplyBytes = DEFAULT_MAX_REPLY_BYTES;
    private int maxPendingCalls = DEFAULT_MAX_PENDING_CALLS;
    private EventLoopGroup eventLoops;
    private Class<? extends Channel> channelType = NioSocketChannel.class;
    private Executor callbackExecutor;
    private Properties properties = System.getProperties();
    private TlsContext tls;
    private SaslSettings sasl = SaslSettings.of(System.getProperties());

    ZooKeeperBuilder(ConnectString servers) {
        this.servers = servers;
    }

    /** How long the servers keep the session without hearing of it; they may grant another time. Default 30 s. */
    public ZooKeeperBuilder sessionTimeout(Duration timeout) {
        timeoutMillis = Math.toIntExact(timeout.toMillis());
        return this;
    }

    /** Gets the events of the session itself. */
    public ZooKeeperBuilder watcher(Watcher sessionWatcher) {
        watcher = sessionWatcher;
        return this;
    }

    /** Goes on with a session instead of a new one; another connection of it will be closed by its server. */
    public ZooKeeperBuilder session(long id, byte[] sessionPassword) {
        sessionId = id;
        password = sessionPassword.clone();
        return this;
    }

    /** Goes on with a session that another client has given up ({@link ZooKeeper#detach}). */
    public ZooKeeperBuilder session(SessionTicket ticket) {
        lastZxid = ticket.lastZxid();
        return session(ticket.sessionId(), ticket.password());
    }

    /**
     * How long a call may take from when it was made to its reply; then it fails with {@link KeeperException.RequestTimeoutException}.
     * If it was not sent it will not be; otherwise the connection and the calls behind it go on. Zero, the default: as long as it takes.
     */
    public ZooKeeperBuilder requestTimeout(Duration timeout) {
        if (timeout.isNegative() || (!timeout.isZero() && timeout.toMillis() == 0)) {
            throw new IllegalArgumentException(
                    "request timeout: " + timeout + " (expected: 1 ms or more, or zero for none)");
        }
        requestTimeoutMillis = timeout.toMillis();
        return this;
    }

    /** Who knows the servers' names. Default: this machine. */
    public ZooKeeperBuilder names(NameService service) {
        names = service;
        return this;
    }

    /** Whether a server without a quorum will do, for reads, until another is found. Default no. */
    public ZooKeeperBuilder readOnlyAllowed(boolean allowed) {
        readOnlyAllowed = allowed;
        return this;
    }

    /** Longer requests fail at once. Must not exceed the servers' {@code jute.maxbuffer}, whose default is the default here: 1048575. */
    public ZooKeeperBuilder maxRequestBytes(int bytes) {
        maxRequestBytes = positive("maxRequestBytes", bytes);
        return this;
    }

    /** Longer replies fail their calls. Default 64 MiB. */
    public ZooKeeperBuilder maxReplyBytes(int bytes) {
        maxReplyBytes = positive("maxReplyBytes", bytes);
        return this;
    }

    /** So many calls may be unfinished; more fail with RejectedExecutionException. Default 100000. */
    public ZooKeeperBuilder maxPendingCalls(int calls) {
        maxPendingCalls = positive("maxPendingCalls", calls);
        return this;
    }

    /** The event loops to run on, of NIO; otherwise sessions share a group of the process. */
    public ZooKeeperBuilder eventLoops(EventLoopGroup group) {
        return eventLoops(group, NioSocketChannel.class);
    }

    /** The event loops to run on and the type of channel that belongs to them. */
    public ZooKeeperBuilder eventLoops(EventLoopGroup group, Class<? extends Channel> type) {
        eventLoops = group;
        channelType = type;
        return this;
    }

    /**
     * Where watchers and what depends on results run, one at a time and in order for each session. Without one they run on the
     * event loop and must not block.
     */
    public ZooKeeperBuilder callbackExecutor(Executor executor) {
        callbackExecutor = executor;
        return this;
    }

    /**
     * Has the session authenticate by SASL before anything else; null: it does not. By default the system properties of ZooKeeper's
     * clients decide: with a JAAS file that has a section {@code Client} the session authenticates.
     */
    public ZooKeeperBuilder sasl(SaslSettings settings) {
        sasl = settings;
        return this;
    }

    /** Takes what it is not told of TLS and SASL from these properties, instead of those of the Java runtime. */
    public ZooKeeperBuilder properties(Properties clientProperties) {
        properties = clientProperties;
        sasl = SaslSettings.of(clientProperties);
        return this;
    }

    /**
     * Speaks TLS with the servers. Without this, the properties decide, as they do for released clients:
     * {@code zookeeper.client.secure} and {@code zookeeper.ssl.*}.
     */
    public ZooKeeperBuilder tls(TlsContext context) {
        tls = context;
        return this;
    }

    private TlsContext tls() {
        try {
            return tls != null ? tls : ClientProperties.context(properties);
        } catch (TlsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Starts a session and returns at once; calls may be made before it has found a server.
     *
     * @param listener is told when the session is over, by expiry above all
     * @throws IllegalArgumentException if properties ask for TLS and it cannot be had, saying why
     */
    public ZooKeeper connect(SessionListener listener) {
        return start(Objects.requireNonNull(listener, "listener: null (expected: who is told of the session's end)"));
    }

    /**
     * As {@link #connect(SessionListener)}, for those who learn of the session's end otherwise: from the watcher, from {@link
     * ZooKeeper#ended}, or from the failure of every call after it.
     */
    public ZooKeeper connect() {
        return start(null);
    }

    private ZooKeeper start(SessionListener listener) {
        SessionConfig config = new SessionConfig(
                servers,
                timeoutMillis,
                watcher,
                listener,
                sessionId,
                password,
                lastZxid,
                readOnlyAllowed,
                maxRequestBytes,
                maxReplyBytes,
                requestTimeoutMillis);
        EventLoopGroup group = eventLoops == null ? EventLoops.shared() : eventLoops;
        Callbacks callbacks = callbackExecutor == null ? Callbacks.onEventLoop() : Callbacks.on(callbackExecutor);
        NettyDriver driver = new NettyDriver(
                group.next(), channelType, config, new CallQueue(maxPendingCalls), callbacks, names, sasl, tls());
        driver.start();
        return new ZooKeeper(driver, new Chroot(servers.chroot()));
    }

    private static int positive(String setting, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(setting + ": " + value + " (expected: > 0)");
        }
        return value;
    }
}

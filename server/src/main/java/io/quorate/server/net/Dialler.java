package io.quorate.server.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.quorate.jute.quorum.HostPort;
import io.quorate.tls.TlsFailures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to a server at several addresses at once; the first that answers is taken, and the others are given up (spec: zab-protocol
 * §4). Names are resolved anew each time, on another thread, since a resolver may take its time. Everything else, the answers
 * included, runs on the loop.
 */
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

    private final EventLoop eventLoop;
    private final NettyTransport transport;
    private final Executor resolver;
    private final PeerTls tls;
    private final boolean keepAlive;
    private final LinkFilter links;
    private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());

    /**
     * @param resolver runs what may block in the resolver of the system
     * @param tls with TLS, an address has answered when the handshake is done
     * @param keepAlive whether the connections have SO_KEEPALIVE
     * @param links which servers can be reached
     */
    Dialler(
            EventLoop eventLoop,
            NettyTransport transport,
            Executor resolver,
            PeerTls tls,
            boolean keepAlive,
            LinkFilter links) {
        this.tls = tls;
        this.eventLoop = eventLoop;
        this.transport = transport;
        this.resolver = resolver;
        this.keepAlive = keepAlive;
        this.links = links;
    }

    /**
     * Begins to dial; the answer never comes before this returns.
     *
     * @param sid whose addresses these are
     * @param connectMillisMax time for each address
     * @param connected takes the channel, which has no handler and does not read yet
     * @param failed takes the reasons, once no address is left
     */
    Dial dial(
            long sid,
            List<HostPort> addresses,
            int connectMillisMax,
            Consumer<Channel> connected,
            Consumer<String> failed) {
        Dial dial = new Dial(sid, connectMillisMax, connected, failed);
        eventLoop.execute(() -> dial.begin(addresses));
        return dial;
    }

    /** One dial, which can be given up. */
    final class Dial {
        private final long sid;
        private final int connectMillisMax;
        private final Consumer<Channel> connected;
        private final Consumer<String> failed;
        private final List<String> reasons = new ArrayList<>();
        private final Set<Channel> attempts = new LinkedHashSet<>();
        /** Names that are being looked up, and addresses that are being tried. */
        private int unanswered;

        private boolean over;
        /** The attempt that succeeded, or null. */
        private Channel taken;

        private Dial(long sid, int connectMillisMax, Consumer<Channel> connected, Consumer<String> failed) {
            this.sid = sid;
            this.connectMillisMax = connectMillisMax;
            this.connected = connected;
            this.failed = failed;
        }

        /** Gives up; no answer comes. */
        void cancel() {
            over = true;
            closeAttempts();
        }

        private void closeAttempts() {
            List.copyOf(attempts).forEach(Channel::close);
            attempts.clear();
        }

        private void begin(List<HostPort> addresses) {
            // Counts for itself, so that nothing fails before everything was begun.
            unanswered = 1;
            if (!links.reaches(sid)) {
                answered("the link is cut");
                return;
            }
            addresses.forEach(this::resolve);
            answered(null);
        }

        private void resolve(HostPort name) {
            unanswered++;
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(name.host());
            if (literal == null) {
                resolver.execute(() -> lookUp(name));
                return;
            }
            try {
                connect(name.host(), new InetSocketAddress(InetAddress.getByAddress(literal), name.port()));
                answered(null);
            } catch (UnknownHostException e) {
                answered(name.toText() + ": " + e.getMessage());
            }
        }

        /** On a thread of the resolver. */
        private void lookUp(HostPort name) {
            try {
                InetAddress[] found = InetAddress.getAllByName(name.host());
                post(() -> {
                    for (InetAddress address : found) {
                        connect(name.host(), new InetSocketAddress(address, name.port()));
                    }
                    answered(null);
                });
            } catch (UnknownHostException e) {
                post(() -> answered(name.toText() + ": there is no such host"));
            }
        }

        private void post(Runnable work) {
            try {
                eventLoop.execute(work);
            } catch (RejectedExecutionException e) {
                LOG.debug("Looked up a name for a loop that has ended: {}", e.getMessage());
            }
        }

        /** One name or address has been dealt with; what is wrong with it, or null. */
        private void answered(String reason) {
            unanswered--;
            if (reason != null) {
                reasons.add(reason);
            }
            if (unanswered == 0 && !over) {
                over = true;
                failed.accept(String.join("; ", reasons));
            }
        }

        private void connect(String host, InetSocketAddress address) {
            if (over) {
                return;
            }
            unanswered++;
            ChannelFuture connecting = new Bootstrap()
                    .group(eventLoop)
                    .channel(transport.clientChannel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, keepAlive)
                    .option(ChannelOption.AUTO_READ, tls.dials())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillisMax)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address);
            Channel attempt = connecting.channel();
            attempts.add(attempt);
            connecting.addListener(done -> {
                if (done.isSuccess() && tls.dials() && !over) {
                    shakeHands(attempt, host, address);
                } else {
                    ended(attempt, address, done.cause());
                }
            });
        }

        private void shakeHands(Channel attempt, String host, InetSocketAddress address) {
            tls.dialled(attempt, host, address.getPort(), connectMillisMax, why -> {
                        // What happens until the end of the handshake is told below.
                        if (attempt == taken) {
                            complain(host, address, why);
                        }
                    })
                    .handshakeFuture()
                    .addListener(done -> {
                        attempt.config().setAutoRead(false);
                        if (!done.isSuccess() && !over) {
                            complain(host, address, TlsFailures.text(done.cause()));
                        }
                        ended(attempt, address, done.cause());
                    });
        }

        private void complain(String host, InetSocketAddress address, String why) {
            log.info(System.nanoTime(), "The connection to {} ({}) failed: {}", host, address, why);
        }

        /** An attempt has succeeded, if there is no cause, or failed. */
        private void ended(Channel attempt, InetSocketAddress address, Throwable cause) {
            attempts.remove(attempt);
            if (over) {
                attempt.close();
            } else if (cause == null && !links.dialled(sid, attempt)) {
                attempt.close();
                answered(address + ": the link is cut");
            } else if (cause == null) {
                over = true;
                taken = attempt;
                closeAttempts();
                connected.accept(attempt);
            } else {
                attempt.close();
                answered(address + ": " + cause.getMessage());
            }
        }
    }
}

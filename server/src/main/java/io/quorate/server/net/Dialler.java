package io.quorate.server.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.quorate.jute.quorum.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the first of several addresses that can be reached, one attempt each. Names are resolved anew each time, on
 * another thread, since a resolver may take its time. Everything else, the answers included, runs on the loop.
 */
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

    private final EventLoop eventLoop;
    private final NettyTransport transport;
    private final Executor resolver;

    /** @param resolver runs what may block in the resolver of the system */
    Dialler(EventLoop eventLoop, NettyTransport transport, Executor resolver) {
        this.eventLoop = eventLoop;
        this.transport = transport;
        this.resolver = resolver;
    }

    /**
     * Begins to dial; the answer never comes before this returns.
     *
     * @param connectMillisMax time for each address
     * @param connected takes the channel, which has no handler and does not read yet
     * @param failed takes the reasons, once no address is left
     */
    Dial dial(List<HostPort> addresses, int connectMillisMax, Consumer<Channel> connected, Consumer<String> failed) {
        Dial dial = new Dial(addresses, connectMillisMax, connected, failed);
        eventLoop.execute(dial::next);
        return dial;
    }

    /** One dial, which can be given up. */
    final class Dial {
        private final ArrayDeque<HostPort> names;
        private final ArrayDeque<InetSocketAddress> addresses = new ArrayDeque<>();
        private final int connectMillisMax;
        private final Consumer<Channel> connected;
        private final Consumer<String> failed;
        private final List<String> reasons = new ArrayList<>();
        private Channel attempt;
        private boolean over;

        private Dial(List<HostPort> names, int connectMillisMax, Consumer<Channel> connected, Consumer<String> failed) {
            this.names = new ArrayDeque<>(names);
            this.connectMillisMax = connectMillisMax;
            this.connected = connected;
            this.failed = failed;
        }

        /** Gives up; no answer comes. */
        void cancel() {
            over = true;
            if (attempt != null) {
                attempt.close();
            }
        }

        private void next() {
            if (over) {
                return;
            }
            if (!addresses.isEmpty()) {
                connect(addresses.poll());
            } else if (!names.isEmpty()) {
                resolve(names.poll());
            } else {
                over = true;
                failed.accept(String.join("; ", reasons));
            }
        }

        private void resolve(HostPort name) {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(name.host());
            if (literal == null) {
                resolver.execute(() -> lookUp(name));
                return;
            }
            try {
                addresses.add(new InetSocketAddress(InetAddress.getByAddress(literal), name.port()));
                next();
            } catch (UnknownHostException e) {
                skip(name.toText() + ": " + e.getMessage());
            }
        }

        /** On a thread of the resolver. */
        private void lookUp(HostPort name) {
            try {
                InetAddress[] found = InetAddress.getAllByName(name.host());
                post(() -> {
                    for (InetAddress address : found) {
                        addresses.add(new InetSocketAddress(address, name.port()));
                    }
                    next();
                });
            } catch (UnknownHostException e) {
                post(() -> skip(name.toText() + ": there is no such host"));
            }
        }

        private void post(Runnable work) {
            try {
                eventLoop.execute(work);
            } catch (RejectedExecutionException e) {
                LOG.debug("Looked up a name for a loop that has ended: {}", e.getMessage());
            }
        }

        private void skip(String reason) {
            reasons.add(reason);
            next();
        }

        private void connect(InetSocketAddress address) {
            ChannelFuture connecting = new Bootstrap()
                    .group(eventLoop)
                    .channel(transport.clientChannel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillisMax)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address);
            attempt = connecting.channel();
            connecting.addListener(done -> {
                if (over) {
                    connecting.channel().close();
                } else if (done.isSuccess()) {
                    over = true;
                    connected.accept(connecting.channel());
                } else {
                    attempt = null;
                    skip(address + ": " + done.cause().getMessage());
                }
            });
        }
    }
}

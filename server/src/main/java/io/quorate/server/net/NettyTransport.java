package io.quorate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kind of sockets this machine does best, epoll where there is one, and the event loops over them. */
public final class NettyTransport {
    private static final String JFR_PROPERTY = "io.netty.jfr.enabled";

    private final boolean epoll = Epoll.isAvailable();
    private final List<MultiThreadIoEventLoopGroup> groups = new ArrayList<>();

    /**
     * Spares a server the classes that it has no use for. To be called before anything of Netty is loaded.
     *
     * <p>Loading the rest on another thread meanwhile would save more time, but two threads that initialize classes which need
     * each other wait for ever.
     */
    public static void prepare() {
        // Nobody listens to the events.
        if (System.getProperty(JFR_PROPERTY) == null) {
            System.setProperty(JFR_PROPERTY, "false");
        }
    }

    /** A new event loop on a thread of this name. */
    public EventLoop newLoop(String threadName) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, new NamedThread(threadName), handlers);
        groups.add(group);
        return group.next();
    }

    /** The kind of listening sockets. */
    public Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends all loops after what is queued in them, waiting for that at most the given time. */
    public void shutdown(long timeoutMillis) {
        for (MultiThreadIoEventLoopGroup group : groups) {
            group.shutdownGracefully(0, timeoutMillis, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Names its only thread exactly as told, since operators look for it in thread dumps. */
    private static final class NamedThread extends DefaultThreadFactory {
        private final String name;

        NamedThread(String name) {
            super(name, false);
            this.name = name;
        }

        @Override
        protected Thread newThread(Runnable work, String generatedName) {
            return super.newThread(work, name);
        }
    }
}

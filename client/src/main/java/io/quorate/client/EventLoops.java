package io.quorate.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Event loops for sessions. One loop serves thousands of them. */
public final class EventLoops {
    private EventLoops() {}

    /** A group of daemon threads, started as they are needed; whoever makes it shuts it down. */
    public static EventLoopGroup create(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("quorate-client", true), NioIoHandler.newFactory());
    }

    /** The group of all sessions that were not given one: half as many threads as there are processors, for the life of the process. */
    static EventLoopGroup shared() {
        return Shared.GROUP;
    }

    /** Made when the first session asks for it. */
    private static final class Shared {
        static final EventLoopGroup GROUP =
                create(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }
}

package io.quorate.server.net;

import io.netty.channel.EventLoop;

/** Work that is done once at the end of an iteration of the loop, however often it is asked for. For the loop's thread. */
final class EndOfIteration {
    private final EventLoop eventLoop;
    private final Runnable work;
    private boolean armed;

    EndOfIteration(EventLoop eventLoop, Runnable work) {
        this.eventLoop = eventLoop;
        this.work = work;
    }

    void arm() {
        if (!armed) {
            armed = true;
            eventLoop.execute(() -> {
                armed = false;
                work.run();
            });
        }
    }
}

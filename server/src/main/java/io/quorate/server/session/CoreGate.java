package io.quorate.server.session;

/** The way of one io loop's requests to the core, on which they may have to wait for each other. Belongs to its loop. */
final class CoreGate {
    private final CommitProcessor loop;
    private final CoreLink core;
    private final FlowControl flow;
    private final RequestThrottle throttle;

    CoreGate(CommitProcessor loop, CoreLink core, FlowControl flow, RequestThrottle throttle) {
        this.loop = loop;
        this.core = core;
        this.flow = flow;
        this.throttle = throttle;
    }

    /** Hands over a request, or holds it back. */
    void submit(Pending pending) {
        if (!throttle.holds(pending, flow.atCore())) {
            submitNow(pending);
        }
    }

    /** Hands over what was held back, as far as there is room now. */
    void submitHeld(long nowNanos) {
        if (throttle.isEmpty()) {
            return;
        }
        for (Pending next = throttle.next(flow.atCore()); next != null; next = throttle.next(flow.atCore())) {
            switch (throttle.judge(next, nowNanos)) {
                case SUBMIT -> submitNow(next);
                case REFUSE -> {
                    next.refusal = Pending.Refusal.THROTTLED;
                    loop.drain(next.session, nowNanos);
                }
                case CLOSE -> loop.close(next.session, "its request waited longer than the timeout of its session");
                case DROP -> {
                    // It left its queue when its connection was closed.
                }
            }
        }
    }

    private void submitNow(Pending pending) {
        flow.submitted(pending);
        core.submit(pending.ask());
    }

    /** Hands out nothing of what it holds back: while there is no leader, that would be asked once more of the next one. */
    void shut() {
        throttle.halt();
    }

    /** Hands out again. */
    void open() {
        throttle.goOn();
    }

    /** Forgets what it holds back. */
    void clear() {
        throttle.clear();
    }
}

package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.ReplyHeader;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The calls of a session from their submission to their replies, which come in the order of the requests. Belongs to the
 * session's event loop.
 */
final class CallPipeline {
    private final CallQueue submitted;
    private final Queue<Call<?>> inFlight = new ArrayDeque<>();
    /** The last of those in flight, which have not run out of time; kept only if time is limited. */
    private final Queue<Call<?>> inTime = new ArrayDeque<>(1);

    private final WatchRegistry watches;
    private final Callbacks callbacks;
    private final int maxRequestBytes;
    private final int maxReplyBytes;
    private final long requestTimeoutMillis;
    private int lastXid;

    CallPipeline(CallQueue submitted, WatchRegistry watches, Callbacks callbacks, SessionConfig config) {
        this.submitted = submitted;
        this.watches = watches;
        this.callbacks = callbacks;
        this.maxRequestBytes = config.maxRequestBytes();
        this.maxReplyBytes = config.maxReplyBytes();
        this.requestTimeoutMillis = config.requestTimeoutMillis();
    }

    /** Adds a call behind the others. */
    void submit(Call<?> call, long now) {
        if (requestTimeoutMillis != 0) {
            call.expireAt(now + requestTimeoutMillis);
        }
        submitted.add(call);
    }

    /** Sends what was submitted, as far as the connection takes it. Returns how many calls were sent. */
    int sendSubmitted(Transport transport) {
        int sent = 0;
        while (transport.isWritable()) {
            Call<?> call = submitted.poll();
            if (call == null) {
                return sent;
            }
            if (send(call, transport.out())) {
                sent++;
            }
        }
        return sent;
    }

    /** Sends a call that was not submitted. Returns false, and does nothing, if others are under way: they go together. */
    boolean sendNow(Call<?> call, Transport transport) {
        if (!isEmpty() || !transport.isWritable()) {
            return false;
        }
        if (submitted.begin(call)) {
            send(call, transport.out());
        }
        return true;
    }

    /** Whether all submitted calls were sent. */
    boolean isDrained() {
        return submitted.isEmpty();
    }

    /** Whether no reply is due. */
    boolean isAnswered() {
        return inFlight.isEmpty();
    }

    /** Whether no call is open. */
    boolean isEmpty() {
        return inFlight.isEmpty() && submitted.isEmpty();
    }

    /** When the next call runs out of time. */
    long nextTimeout() {
        if (requestTimeoutMillis == 0) {
            return Long.MAX_VALUE;
        }
        Call<?> next = inTime.isEmpty() ? submitted.peek() : inTime.peek();
        return next == null ? Long.MAX_VALUE : next.deadline();
    }

    /** Fails the calls that have run out of time. The replies of those that were sent are still due, and will count for nothing. */
    void onTime(long now) {
        if (now < nextTimeout()) {
            return;
        }
        for (Call<?> call = inTime.peek(); call != null && call.deadline() <= now; call = inTime.peek()) {
            inTime.remove();
            call.expire(
                    "sent, and no reply within " + requestTimeoutMillis + " ms; it may have taken effect", callbacks);
        }
        if (!inTime.isEmpty()) {
            return;
        }
        for (Call<?> call = submitted.peek(); call != null && call.deadline() <= now; call = submitted.peek()) {
            submitted.poll();
            submitted.finished();
            call.expire("not sent within " + requestTimeoutMillis + " ms; it has had no effect", callbacks);
        }
    }

    /** Sends one call, which did not come from the queue of submitted ones, after all others. */
    void sendLast(Call<?> call, ByteBuf out) {
        call.sentAs(nextXid());
        Frames.appendRequest(out, call.xid(), call.opCode(), call.request());
        inFlight.add(call);
    }

    /** The call that the next reply must be for; null if none is due. */
    Call<?> head() {
        return inFlight.peek();
    }

    /** Takes out the head: the caller deals with it. */
    void dropHead() {
        inFlight.remove();
    }

    /** Throws MalformedRecordException, after the call has failed, if the body does not parse. */
    void onReply(ReplyHeader header, JuteReader body) {
        Call<?> call = takeHead();
        if (call.isOver()) {
            return;
        }
        try {
            call.onReply(header.err(), header.zxid(), body, watches, callbacks);
        } catch (MalformedRecordException e) {
            call.fail(ErrorCode.MARSHALLING_ERROR, "the reply does not parse: " + e.getMessage(), callbacks);
            throw e;
        }
    }

    /** The reply to the head was too long to be kept. */
    void onOversize(OversizeReply reply) {
        Call<?> call = takeHead();
        call.fail(
                ErrorCode.MARSHALLING_ERROR,
                "reply of " + reply.lengthBytes() + " bytes (expected: at most maxReplyBytes " + maxReplyBytes + ")",
                callbacks);
    }

    /** Fails all calls, sent or not. */
    void failAll(ErrorCode code) {
        inTime.clear();
        for (Call<?> call = nextOpen(); call != null; call = nextOpen()) {
            submitted.finished();
            call.fail(code, callbacks);
        }
    }

    /** As {@link #failAll(ErrorCode)}, telling why. */
    void failAll(ErrorCode code, String why) {
        inTime.clear();
        for (Call<?> call = nextOpen(); call != null; call = nextOpen()) {
            submitted.finished();
            call.failBecause(code, why, callbacks);
        }
    }

    private Call<?> takeHead() {
        Call<?> call = inFlight.remove();
        submitted.finished();
        if (inTime.peek() == call) {
            inTime.remove();
        }
        return call;
    }

    /** Returns false for a call that cannot be sent, and has failed. */
    private boolean send(Call<?> call, ByteBuf out) {
        call.sentAs(nextXid());
        int start = out.writerIndex();
        try {
            int length = Frames.appendRequest(out, call.xid(), call.opCode(), call.request());
            if (length <= maxRequestBytes) {
                inFlight.add(call);
                if (requestTimeoutMillis != 0) {
                    inTime.add(call);
                }
                return true;
            }
            call.fail(
                    ErrorCode.BAD_ARGUMENTS,
                    "request of " + length + " bytes (expected: at most maxRequestBytes " + maxRequestBytes
                            + ", which must not exceed the servers' jute.maxbuffer)",
                    callbacks);
        } catch (RuntimeException e) {
            call.fail(e, callbacks);
        }
        out.writerIndex(start);
        submitted.finished();
        return false;
    }

    private Call<?> nextOpen() {
        Call<?> sent = inFlight.poll();
        return sent != null ? sent : submitted.poll();
    }

    private int nextXid() {
        lastXid = lastXid == Integer.MAX_VALUE ? 1 : lastXid + 1;
        return lastXid;
    }
}

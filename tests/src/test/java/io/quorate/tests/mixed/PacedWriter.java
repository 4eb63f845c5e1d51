package io.quorate.tests.mixed;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One session that writes as fast as it is answered, many writes at a time, and remembers the longest time without an answer.
 * Its thread ends when it is told to.
 */
final class PacedWriter implements AutoCloseable {
    private static final int WINDOW = 200;
    private static final int ZNODES = 1_000;
    private static final int DATA_BYTES = 100;
    private static final int TIMEOUT_MILLIS = 100_000;
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final RawClient client;
    private final CompletableFuture<Void> end;
    private volatile long acknowledged;
    private volatile long lastAnswerNanos = System.nanoTime();
    private volatile long longestNanos;
    private volatile boolean done;

    /** Makes its znodes at the server on this port, and begins to write. */
    PacedWriter(int port) throws IOException {
        client = RawClient.connect(port, TIMEOUT_MILLIS);
        for (int znode = 0; znode < ZNODES; znode++) {
            client.send(OpCode.CREATE, new CreateRequest(path(znode), null, Acl.OPEN, 0));
        }
        for (int znode = 0; znode < ZNODES; znode++) {
            takeAnswer();
        }
        end = CompletableFuture.runAsync(this::write);
    }

    private void write() {
        try {
            long sent = 0;
            long answered = 0;
            while (!done || answered < sent) {
                while (!done && sent - answered < WINDOW) {
                    send(sent++);
                }
                takeAnswer();
                answered++;
                acknowledged = answered;
            }
            client.closeSession();
        } catch (IOException e) {
            throw new CompletionException("after " + acknowledged + " answers", e);
        }
    }

    /** Sets mostly; now and then a znode that comes and one that goes. */
    private void send(long number) throws IOException {
        long tenth = number / 10;
        if (number % 10 == 0) {
            client.send(OpCode.CREATE, new CreateRequest("/gone-" + tenth, new byte[DATA_BYTES], Acl.OPEN, 0));
        } else if (number % 10 == 9 && tenth % 2 == 0) {
            client.send(OpCode.DELETE, new DeleteRequest("/gone-" + tenth, -1));
        } else if (number % 10 == 9 && tenth >= ZNODES) {
            long old = (tenth - ZNODES) | 1;
            client.send(OpCode.DELETE, new DeleteRequest("/gone-" + old, -1));
        } else {
            byte[] data = new byte[DATA_BYTES];
            data[0] = (byte) number;
            client.send(OpCode.SET_DATA, new SetDataRequest(path((int) (number * 7919 % ZNODES)), data, -1));
        }
    }

    private static String path(int znode) {
        return "/paced-" + znode;
    }

    private void takeAnswer() throws IOException {
        Incoming next = client.receive();
        if (!(next instanceof Incoming.Reply reply)) {
            throw new EOFException("the server ended the connection");
        }
        if (reply.err() != 0) {
            throw new IOException("a write failed with " + reply.err());
        }
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastAnswerNanos);
        lastAnswerNanos = now;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Returns when so many more writes have been acknowledged; fails when none is for a long time. */
    void awaitProgress(long writes) throws Exception {
        long target = acknowledged + writes;
        while (acknowledged < target) {
            long before = acknowledged;
            Await.until("another acknowledged write", STALL_LIMIT, () -> end.isDone() || acknowledged > before);
            if (end.isDone()) {
                end.get();
            }
        }
    }

    /** The longest time without an answer since the last call, in ms. */
    long takeLongestMillis() {
        long longest = Math.max(longestNanos, System.nanoTime() - lastAnswerNanos);
        longestNanos = 0;
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    /** Takes the answers to all that was sent, and ends the session. */
    void finish() throws Exception {
        done = true;
        try {
            end.get(STALL_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer to the last writes", e);
        }
    }

    @Override
    public void close() {
        done = true;
        client.close();
    }
}

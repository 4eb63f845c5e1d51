package io.quorate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.RawClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An ordinary client that reads and writes all the time in a thread of its own, keeps its session, and remembers the longest
 * it had to wait. It counts the zxids it used, so that a test can tell whether anybody else used one.
 */
final class Bystander implements AutoCloseable {
    private static final String NODE = "/bystander";
    private static final int TIMEOUT_MILLIS = 60_000;

    private final RawClient client;
    private final CompletableFuture<Void> end;
    private volatile boolean done;
    private volatile long longestNanos;
    private volatile long rounds;
    private volatile long unexplainedZxids;

    private Bystander(int port) throws IOException {
        client = RawClient.connect(port, TIMEOUT_MILLIS);
        client.call(OpCode.CREATE, new CreateRequest(NODE, new byte[10], Acl.OPEN, 0));
        end = CompletableFuture.runAsync(this::live);
    }

    static Bystander start(int port) throws IOException {
        return new Bystander(port);
    }

    private void live() {
        try {
            long last = client.call(OpCode.PING, EmptyRequest.INSTANCE, -2).zxid();
            while (!done) {
                long start = System.nanoTime();
                Incoming.Reply write = client.call(OpCode.SET_DATA, new SetDataRequest(NODE, new byte[20], -1));
                Incoming.Reply read = client.call(OpCode.GET_DATA, new WatchedPathRequest(NODE, false));
                longestNanos = Math.max(longestNanos, System.nanoTime() - start);
                assertThat(write.err()).as("bystander's write").isZero();
                assertThat(read.err()).as("bystander's read").isZero();
                unexplainedZxids += write.zxid() - last - 1;
                last = write.zxid();
                rounds++;
            }
        } catch (IOException e) {
            throw new CompletionException("the bystander lost its connection", e);
        }
    }

    /**
     * Ends the watch: the bystander was served all the time, and never waited longer than the limit.
     *
     * @return how many zxids others took meanwhile
     */
    long assertUndisturbed(long waitMillisMax) throws Exception {
        long before = rounds;
        io.quorate.tests.harness.Await.until(
                "the bystander is served on",
                java.time.Duration.ofSeconds(20),
                () -> end.isDone() || rounds > before + 2);
        done = true;
        try {
            end.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the bystander gets no answer", e);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(longestNanos))
                .as("longest wait of the bystander in ms, of " + rounds + " rounds")
                .isLessThan(waitMillisMax);
        return unexplainedZxids;
    }

    @Override
    public void close() {
        done = true;
        client.close();
    }
}

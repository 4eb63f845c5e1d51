package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.recipes.DistributedCounter;
import io.quorate.recipes.DistributedCounter.Change;
import io.quorate.recipes.Sessions;
import io.quorate.testkit.TestingServer;
import io.quorate.tests.harness.RawClient;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of a counter that fail by themselves, by what the znode holds, or by a connection that is lost between two answers. */
@Timeout(60)
class CounterFailuresTest {
    private static TestingServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestingServer();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void aChangeThatThrowsFailsAloneAndTheNextAreMade() throws Exception {
        try (Sessions sessions = sessions(server.getPort())) {
            DistributedCounter counter = new DistributedCounter(sessions, "/throws");
            CompletableFuture<Change> alone = counter.update(before -> Math.subtractExact(Long.MIN_VALUE, before + 1));
            assertThatThrownBy(() -> get(alone)).hasRootCauseInstanceOf(ArithmeticException.class);

            CompletableFuture<Change> first = counter.increment();
            CompletableFuture<Change> thrower = counter.update(before -> Math.addExact(before, Long.MAX_VALUE));
            CompletableFuture<Change> failing = counter.update(before -> {
                throw new AssertionError(before);
            });
            CompletableFuture<Change> last = counter.add(5);
            assertThat(get(first)).isEqualTo(new Change(0, 1));
            assertThatThrownBy(() -> get(thrower)).hasRootCauseInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> get(failing)).hasRootCauseInstanceOf(AssertionError.class);
            assertThat(get(last)).isEqualTo(new Change(1, 6));
        }
    }

    @Test
    void whatIsNoNumberFailsChangesUntilItIsOne() throws Exception {
        try (Sessions sessions = sessions(server.getPort())) {
            var zk = sessions.blocking();
            zk.create("/text", bytes("abc"), Acls.OPEN, CreateMode.PERSISTENT);
            DistributedCounter counter = new DistributedCounter(sessions, "/text");
            assertThatThrownBy(() -> get(counter.increment()))
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("/text holds 3 bytes (expected: 8, a number)");
            zk.setData("/text", number(7), -1);
            assertThat(get(counter.increment())).isEqualTo(new Change(7, 8));
        }
    }

    @Test
    void aChangeThatWasRefusedIsRepeatedThoughTheConnectionIsLostBehindTheRefusal() throws Exception {
        try (CuttingRelay relay = new CuttingRelay(server.getPort());
                Sessions sessions = sessions(relay.port());
                RawClient other = RawClient.connect(server.getPort(), 30_000)) {
            DistributedCounter counter = new DistributedCounter(sessions, "/refused");
            get(counter.increment());
            change(other, 10);
            assertThat(get(counter.increment()))
                    .as("it has met another, and reads along with its writes from now on")
                    .isEqualTo(new Change(10, 11));

            AtomicBoolean before = new AtomicBoolean();
            relay.cutBehindRefusal = true;
            Change change = get(counter.update(value -> {
                if (before.compareAndSet(false, true)) {
                    change(other, 20);
                }
                return value + 1;
            }));
            assertThat(relay.cutBehindRefusal).as("not cut").isFalse();
            assertThat(change).isEqualTo(new Change(20, 21));
        }
    }

    private static void change(RawClient other, long value) {
        try {
            SetDataRequest request = new SetDataRequest("/refused", number(value), -1);
            assertThat(other.call(OpCode.SET_DATA, request).err()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException("the other's change", e);
        }
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static Sessions sessions(int port) throws Exception {
        Sessions sessions = Sessions.open(ZooKeeper.builder("127.0.0.1:" + port));
        sessions.blocking().awaitConnected();
        return sessions;
    }

    /** Passes on frames, and on demand ends the connection right behind an answer that says BadVersion. */
    private static final class CuttingRelay implements AutoCloseable {
        private static final int ERR_AT = ReplyHeader.BYTES - Integer.BYTES;

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int target;
        private volatile boolean cutBehindRefusal;

        CuttingRelay(int target) throws IOException {
            this.target = target;
            daemon(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException e) {
                            // One side has ended: both are closed by now.
                        }
                    },
                    "relay");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() throws IOException {
            while (true) {
                Socket client = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> requests(client, far));
                daemon(() -> answers(far, client));
            }
        }

        private static void requests(Socket client, Socket far) throws IOException {
            try (client;
                    far) {
                client.getInputStream().transferTo(far.getOutputStream());
            }
        }

        private void answers(Socket far, Socket client) throws IOException {
            try (client;
                    far) {
                DataInputStream in = new DataInputStream(far.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                while (true) {
                    byte[] frame = in.readNBytes(in.readInt());
                    out.write(ByteBuffer.allocate(Integer.BYTES + frame.length)
                            .putInt(frame.length)
                            .put(frame)
                            .array());
                    boolean refused = frame.length == ReplyHeader.BYTES
                            && ByteBuffer.wrap(frame).getInt(ERR_AT) == ErrorCode.BAD_VERSION.code();
                    if (refused && cutBehindRefusal) {
                        cutBehindRefusal = false;
                        return;
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}

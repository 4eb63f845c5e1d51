package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The comparison itself: it finds nothing between two servers that are the same, and everything that is changed. */
class ComparisonTest {
    private static final Profile PROFILE = new Profile(true, false, true, true);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess left;
    private static ServerProcess right;

    @BeforeAll
    static void start() {
        left = SANDBOX.apache(DifferentialTest.judgeSettings(PROFILE)).launch();
        right = SANDBOX.apache(DifferentialTest.judgeSettings(PROFILE)).launch();
        left.awaitServing();
        right.awaitServing();
    }

    @Test
    void twoJudgesDoNotDiffer() throws Exception {
        try (Match match = new Match(77, PROFILE, left, right, right.port())) {
            Optional<Duel.Difference> difference = match.play(400);
            assertThat(difference.map(Duel.Difference::describe)).isEmpty();
            assertThat(match.duel().linesCompared()).as("lines compared").isGreaterThan(500);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyChangeIsSeen() {
        return Stream.of(
                change("an error code", reply(4, frame -> patch(frame, 12, -101))),
                change("the zxid of a reply", reply(2, frame -> add(frame, 11, 1))),
                change("the xid of a reply", reply(2, frame -> add(frame, 3, 1))),
                change("a byte of data", reply(5, frame -> add(frame, 20, 1))),
                change("the cversion in a stat", reply(5, frame -> add(frame, frame.length - 29, 1))),
                change("the mzxid in a stat", reply(5, frame -> add(frame, frame.length - 53, 1))),
                change("the ctime in a stat", reply(6, frame -> add(frame, frame.length - 45, 1))),
                change("the pzxid in a stat", reply(6, frame -> add(frame, frame.length - 1, 1))),
                change("a missing child", reply(8, frame -> patch(frame, 16, 0))),
                change("bytes behind a reply", reply(3, frame -> List.of(Arrays.copyOf(frame, frame.length + 1)))),
                change("a lost event", event(1, frame -> List.of())),
                change("an event twice", event(1, frame -> List.of(frame, frame))),
                change("the zxid of an event", event(1, frame -> add(frame, 11, 1))),
                change("the type of an event", event(2, frame -> patch(frame, 16, 1))),
                change("the path of an event", event(2, frame -> add(frame, frame.length - 1, 1))),
                change("an event behind the reply that follows it", new Swap()),
                change("a cut connection", reply(7, frame -> List.of(new byte[0]))));
    }

    @Test
    void aFailingListIsCutDownToWhatMatters() {
        List<Step> steps = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            steps.add(create("/n" + step));
        }
        Step first = steps.get(17);
        Step second = steps.get(80);
        Shrinker shrinker = new Shrinker(list -> list.contains(first) && list.contains(second), Duration.ofMinutes(1));
        assertThat(shrinker.shrink(steps, List.of(step -> step != first, step -> step != steps.get(3))))
                .containsExactly(first, second);
        assertThat(shrinker.trials()).isLessThan(110);
    }

    private DynamicTest change(String name, Function<byte[], List<byte[]>> change) {
        return DynamicTest.dynamicTest(name, () -> {
            try (Tampering between = new Tampering(right.port());
                    Duel duel = new Duel(new Player(left, left.port()), new Player(right, between.port()))) {
                assertThat(duel.run(script(name)).map(Duel.Difference::describe))
                        .as("before the change")
                        .isEmpty();
                between.with(change);
                assertThat(duel.run(script(name + " again")).map(Duel.Difference::describe))
                        .as("after the change")
                        .isPresent();
            }
        });
    }

    /** The same few requests every time; each change is made to a particular answer of these. */
    private static List<Step> script(String name) {
        String path = "/" + name.replace(' ', '-');
        return List.of(
                Step.Burst.of(1, Call.of(OpCode.EXISTS, new WatchedPathRequest(path, true))),
                create(path),
                create(path + "/b"),
                Step.Burst.of(0, Call.of(OpCode.SET_DATA, new SetDataRequest(path, bytes("changed"), -1))),
                Step.Burst.of(0, Call.of(OpCode.GET_DATA, new WatchedPathRequest(path, true))),
                Step.Burst.of(0, Call.of(OpCode.EXISTS, new WatchedPathRequest(path + "/b", true))),
                Step.Burst.of(0, Call.of(OpCode.SET_DATA, new SetDataRequest(path, bytes("again"), -1))),
                Step.Burst.of(0, Call.of(OpCode.GET_CHILDREN, new WatchedPathRequest(path, false))),
                Step.Burst.of(0, Call.of(OpCode.DELETE, new DeleteRequest(path + "/b", 0))));
    }

    private static Step create(String path) {
        return Step.Burst.of(0, Call.of(OpCode.CREATE, new CreateRequest(path, bytes("data"), Acl.OPEN, 0)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Changes the n-th answer of the script, not counting events and the answers to the comparison's own sync. */
    private static Function<byte[], List<byte[]>> reply(int number, Function<byte[], List<byte[]>> change) {
        return new Nth(number, false, change);
    }

    private static Function<byte[], List<byte[]>> event(int number, Function<byte[], List<byte[]>> change) {
        return new Nth(number, true, change);
    }

    private static List<byte[]> patch(byte[] frame, int at, int value) {
        byte[] changed = frame.clone();
        ByteBuffer.wrap(changed).putInt(at, value);
        return List.of(changed);
    }

    private static List<byte[]> add(byte[] frame, int at, int value) {
        byte[] changed = frame.clone();
        changed[at] += (byte) value;
        return List.of(changed);
    }

    private static boolean isEvent(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt() == -1;
    }

    private static boolean isFence(byte[] frame) {
        return frame.length == 21 && frame[20] == '/';
    }

    private static final class Nth implements Function<byte[], List<byte[]>> {
        private final int number;
        private final boolean events;
        private final Function<byte[], List<byte[]>> change;
        private int seen;

        Nth(int number, boolean events, Function<byte[], List<byte[]>> change) {
            this.number = number;
            this.events = events;
            this.change = change;
        }

        @Override
        public synchronized List<byte[]> apply(byte[] frame) {
            boolean counts = isEvent(frame) == events && !isFence(frame);
            return counts && ++seen == number ? change.apply(frame) : List.of(frame);
        }
    }

    /** Holds the first event that comes right before an answer back until behind it. */
    private static final class Swap implements Function<byte[], List<byte[]>> {
        private byte[] held;
        private boolean done;

        @Override
        public synchronized List<byte[]> apply(byte[] frame) {
            if (held != null) {
                byte[] event = held;
                held = null;
                done = !isFence(frame);
                return done ? List.of(frame, event) : List.of(event, frame);
            } else if (!done && isEvent(frame)) {
                held = frame;
                return List.of();
            }
            return List.of(frame);
        }
    }
}

package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.WatchedPathRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
    @Test
    void sessionsCreateEveryKeyOnce() {
        List<String> paths = new ArrayList<>();
        KeySpace keys = new KeySpace("/r", 103);
        for (int session = 0; session < 7; session++) {
            for (Sent sent : all(Workload.of(Op.CREATE, 10, 103), keys, session, 7)) {
                paths.add(((CreateRequest) sent.request).path());
            }
        }

        assertThat(paths).hasSize(103).doesNotHaveDuplicates().contains(keys.path(0), keys.path(102));
    }

    @Test
    void multisThatDoNotFitTheKeysAreLeftOut() {
        Workload creates = Workload.of(Op.CREATE, 10, 25).inMultis(10);

        List<Sent> sent = all(creates, new KeySpace("/r", 25), 0, 1);

        assertThat(sent)
                .hasSize(2)
                .allMatch(s -> ((MultiRequest) s.request).ops().size() == 10);
    }

    @Test
    void ephemeralsAreCreatedAsSuch() {
        Workload churn = Workload.of(Op.EPHEMERAL, 10, 4);
        RequestSource source = RequestSource.of(churn, new KeySpace("/r", 4), 1, 2);

        assertThat(((CreateRequest) next(source, 1).request).flags()).isEqualTo(1);
        assertThat(next(source, 2).request).isInstanceOf(DeleteRequest.class);
    }

    @Test
    void allChildrenAreInOneDirectoryAndTheReplyHasEachOfThem() {
        Workload children = Workload.of(Op.CHILDREN, 0, 2_500);
        KeySpace keys = KeySpace.of(children);

        assertThat(keys.directories()).isEqualTo(1);
        assertThat(keys.path(2_499)).startsWith(keys.directory(0) + "/k");
        ByteBuf out = Unpooled.buffer();
        assertThat(RequestSource.of(children, keys, 0, 1).next(out, 7)).isEqualTo(4 + 2_500 * (4 + 11));
    }

    @Test
    void aWatcherBeginsAgainWithTheFirstKey() {
        KeySpace keys = new KeySpace("/r", 2);
        RequestSource source = RequestSource.inTurn(FrameTemplate.watch(keys, 10), keys);

        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            WatchedPathRequest request = (WatchedPathRequest) next(source, i).request;
            assertThat(request.watch()).isTrue();
            paths.add(request.path());
        }
        assertThat(paths).containsExactly(keys.path(0), keys.path(1), keys.path(0));
    }

    @Test
    void churnCreatesAndDeletesTheSameKeyInTurn() {
        Workload churn = Workload.of(Op.CHURN, 10, 4);
        RequestSource source = RequestSource.of(churn, new KeySpace("/r", 4), 1, 2);

        List<String> log = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Request request = next(source, i).request;
            log.add(
                    request instanceof CreateRequest create
                            ? "+" + create.path().charAt(create.path().length() - 1)
                            : "-"
                                    + ((DeleteRequest) request)
                                            .path()
                                            .charAt(((DeleteRequest) request)
                                                            .path()
                                                            .length()
                                                    - 1));
        }

        assertThat(log).containsExactly("+1", "-1", "+3", "-3", "+1", "-1");
    }

    @Test
    void mixedKeepsItsRatio() {
        Workload mixed = new Workload(Op.MIXED, 10, 100, 90, 0, "/r", 1);
        RequestSource source = RequestSource.of(mixed, new KeySpace("/r", 100), 0, 1);

        long reads = 0;
        for (int i = 0; i < 10_000; i++) {
            reads += next(source, i).type == OpCode.GET_DATA ? 1 : 0;
        }

        assertThat(reads).isBetween(8_800L, 9_200L);
    }

    private static List<Sent> all(Workload load, KeySpace keys, int session, int sessions) {
        RequestSource source = RequestSource.of(load, keys, session, sessions);
        List<Sent> sent = new ArrayList<>();
        for (Sent next = next(source, 1); next != null; next = next(source, 1)) {
            sent.add(next);
        }
        return sent;
    }

    private static Sent next(RequestSource source, int xid) {
        ByteBuf frame = Unpooled.buffer();
        if (source.next(frame, xid) == RequestSource.EXHAUSTED) {
            return null;
        }
        frame.readInt();
        JuteReader reader = new JuteReader(frame);
        int type = RequestHeader.read(reader).type();
        return new Sent(type, RequestCodec.read(type, reader));
    }

    private record Sent(int type, Request request) {}
}

package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.WatchRegistry.Kind;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.SetWatchesRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetWatchesTest {
    private final WatchRegistry watches = new WatchRegistry();

    @Test
    void nothingToArmIsNoRequest() {
        assertThat(SetWatches.requests(watches, 5)).isEmpty();
    }

    @Test
    void usesTheOldFormUnlessThereAreLastingWatches() {
        add(Kind.DATA, "/d");
        add(Kind.EXIST, "/e");
        add(Kind.CHILD, "/c");
        assertThat(SetWatches.requests(watches, 5))
                .containsExactly(new SetWatchesRequest(5, List.of("/d"), List.of("/e"), List.of("/c")));
        assertThat(SetWatches.opCode(SetWatches.requests(watches, 5).get(0))).isEqualTo(OpCode.SET_WATCHES);
        add(Kind.PERSISTENT, "/p");
        add(Kind.PERSISTENT_RECURSIVE, "/r");
        assertThat(SetWatches.requests(watches, 5))
                .containsExactly(new SetWatchesRequest(
                        5, List.of("/d"), List.of("/e"), List.of("/c"), List.of("/p"), List.of("/r")));
        assertThat(SetWatches.opCode(SetWatches.requests(watches, 5).get(0))).isEqualTo(OpCode.SET_WATCHES2);
    }

    @Test
    void manyWatchesAreSplitWithoutLoss() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            String path = "/some/path/\u4e2d/" + i;
            expected.add(path);
            add(i % 2 == 0 ? Kind.DATA : Kind.PERSISTENT, path);
        }
        List<SetWatchesRequest> requests = SetWatches.requests(watches, 5);
        List<String> armed = new ArrayList<>();
        for (SetWatchesRequest request : requests) {
            assertThat(request.relativeZxid()).isEqualTo(5);
            assertThat(request.toBytes().length).isLessThan(JuteLimits.DEFAULT_MAX_BUFFER);
            armed.addAll(request.data());
            if (request.persistent() != null) {
                armed.addAll(request.persistent());
            }
        }
        assertThat(requests.size()).isBetween(4, 6);
        assertThat(armed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aPathLongerThanARequestShouldBeGoesAlone() {
        String giant = "/" + "x".repeat(SetWatches.BATCH_CHARS_MAX + 1);
        add(Kind.DATA, "/a");
        add(Kind.DATA, giant);
        add(Kind.DATA, "/b");
        assertThat(SetWatches.requests(watches, 5))
                .extracting(SetWatchesRequest::data)
                .containsExactly(List.of("/a"), List.of(giant), List.of("/b"));
    }

    private void add(Kind kind, String path) {
        watches.add(kind, path, event -> {});
    }
}

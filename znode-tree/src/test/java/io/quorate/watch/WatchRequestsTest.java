package io.quorate.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatchesRequest;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §8.2 on registration, §8.4 and §8.5. */
class WatchRequestsTest {
    private final WatchTable<String> table = new WatchTable<>();
    private final Told told = new Told();
    private DataTree tree = DataTree.fresh(1, TreeOptions.DEFAULT);

    private void apply(int type, Txn txn) {
        tree = tree.apply(new TxnHeader(1, 1, tree.lastZxid() + 1, 1, type), txn)
                .after();
    }

    private void create(String path, int parentCversion) {
        apply(OpCode.CREATE, new CreateTxn(path, new byte[0], Acl.OPEN, false, parentCversion));
    }

    private int setWatches(SetWatchesRequest request) {
        return WatchRequests.setWatches(table, "c1", tree, request, told);
    }

    private boolean has(String path, WatcherType type) {
        return table.contains(path, "c1", type);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, DATA",
        "3, -101, DATA",
        "3, -102, ",
        "3, -8, ",
        "4, 0, DATA",
        "4, -101, ",
        "4, -102, ",
        "8, 0, CHILD",
        "8, -101, ",
        "8, -102, ",
        "12, 0, CHILD",
        "12, -101, ",
        "6, 0, ",
    })
    void s82_whatAReadRegisters(int opCode, int err, WatchMode expected) {
        assertThat(WatchMode.registeredBy(opCode, new WatchedPathRequest("/a", true), err))
                .isEqualTo(expected);
        assertThat(WatchMode.registeredBy(opCode, new WatchedPathRequest("/a", false), err))
                .isNull();
        assertThat(WatchMode.registeredBy(opCode, new PathRequest("/a"), err)).isNull();
    }

    @Test
    void s82_addWatchChecksNothing() {
        assertThat(WatchRequests.addWatch(table, "c1", new AddWatchRequest("/nosuch", 0)))
                .isZero();
        assertThat(WatchRequests.addWatch(table, "c1", new AddWatchRequest("/nosuch", 1)))
                .isZero();
        assertThat(has("/nosuch", WatcherType.PERSISTENT)).isTrue();
        assertThat(has("/nosuch", WatcherType.PERSISTENT_RECURSIVE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 99})
    void s82_aBadModeIsAMarshallingError(int mode) {
        assertThat(WatchRequests.addWatch(table, "c1", new AddWatchRequest("/a", mode)))
                .isEqualTo(-5);
        assertThat(table.watchCount()).isZero();
    }

    @Test
    void addWatchWithoutAPath() {
        assertThat(WatchRequests.addWatch(table, "c1", new AddWatchRequest(null, 1)))
                .isEqualTo(-5);
        assertThat(table.watchCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 6})
    void s85_aTypeOutOfRangeIsAMarshallingError(int type) {
        assertThat(WatchRequests.checkWatches(table, "c1", new WatchesRequest("/a", type)))
                .isEqualTo(-5);
        assertThat(WatchRequests.removeWatches(table, "c1", new WatchesRequest("/a", type)))
                .isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void s85_anAbsentWatch(int type) {
        table.add("/a", "other", WatchMode.PERSISTENT);
        for (String path : new String[] {"/a", null}) {
            assertThat(WatchRequests.checkWatches(table, "c1", new WatchesRequest(path, type)))
                    .isEqualTo(-121);
            assertThat(WatchRequests.removeWatches(table, "c1", new WatchesRequest(path, type)))
                    .isEqualTo(-121);
        }
    }

    @ParameterizedTest
    @CsvSource({"CHILD, 1", "DATA, 2", "CHILD, 3", "DATA, 3", "PERSISTENT, 4", "PERSISTENT_RECURSIVE, 5"})
    void s85_checkThenRemove(WatchMode mode, int type) {
        table.add("/a", "c1", mode);
        WatchesRequest request = new WatchesRequest("/a", type);
        assertThat(WatchRequests.checkWatches(table, "c1", request)).isZero();
        assertThat(WatchRequests.removeWatches(table, "c1", request)).isZero();
        assertThat(WatchRequests.checkWatches(table, "c1", request)).isEqualTo(-121);
    }

    @Test
    void s84_dataWatches() {
        create("/old", 1);
        create("/new", 2);
        long seen = tree.lastZxid();
        apply(OpCode.SET_DATA, new SetDataTxn("/new", new byte[1], 1));
        assertThat(setWatches(new SetWatchesRequest(seen, List.of("/new", "/old", "/gone"), List.of(), List.of())))
                .isZero();
        assertThat(told.of("c1")).containsExactly("3 /new", "2 /gone");
        assertThat(table.watchCount()).isEqualTo(1);
        assertThat(has("/old", WatcherType.DATA)).isTrue();
    }

    @Test
    void s84_existWatches() {
        create("/made", 1);
        assertThat(setWatches(new SetWatchesRequest(0, List.of(), List.of("/made", "/missing"), List.of())))
                .isZero();
        assertThat(told.of("c1")).containsExactly("1 /made");
        assertThat(has("/missing", WatcherType.DATA)).isTrue();
        assertThat(table.watchCount()).isEqualTo(1);
    }

    @Test
    void s84_childWatches() {
        create("/old", 1);
        create("/new", 2);
        long seen = tree.lastZxid();
        create("/new/x", 1);
        assertThat(setWatches(new SetWatchesRequest(seen, List.of(), List.of(), List.of("/new", "/old", "/gone"))))
                .isZero();
        assertThat(told.of("c1")).containsExactly("4 /new", "2 /gone");
        assertThat(has("/old", WatcherType.CHILDREN)).isTrue();
        assertThat(table.watchCount()).isEqualTo(1);
    }

    @Test
    void s84_aZxidThatWasSeenIsNoNews() {
        create("/a", 1);
        setWatches(new SetWatchesRequest(1, List.of("/a"), List.of(), List.of("/a")));
        assertThat(told.byWatcher).isEmpty();
        setWatches(new SetWatchesRequest(0, List.of("/a"), List.of(), List.of("/a")));
        assertThat(told.of("c1")).containsExactly("3 /a", "4 /a");
    }

    @Test
    void s84_persistentOnesAreRegisteredWithoutEvents() {
        create("/a", 1);
        assertThat(setWatches(new SetWatchesRequest(
                        0, List.of(), List.of(), List.of(), List.of("/a", "/gone"), List.of("/r"))))
                .isZero();
        assertThat(told.byWatcher).isEmpty();
        assertThat(has("/a", WatcherType.PERSISTENT)).isTrue();
        assertThat(has("/gone", WatcherType.PERSISTENT)).isTrue();
        assertThat(has("/r", WatcherType.PERSISTENT_RECURSIVE)).isTrue();
    }

    @Test
    void s84_theListsAreTakenInTheirOrderAndNotFiltered() {
        create("/a", 1);
        setWatches(new SetWatchesRequest(0, List.of("/g1"), List.of("/a"), List.of("/g2")));
        assertThat(told.of("c1")).containsExactly("2 /g1", "1 /a", "2 /g2");
        assertThat(told.acls).containsOnly(AclList.OPEN);
    }

    @Test
    void s84_aMissingPathMakesItUnparsableAndDoesNothing() {
        List<String> withNull = Arrays.asList("/a", null);
        assertThat(setWatches(new SetWatchesRequest(0, withNull, List.of(), List.of())))
                .isEqualTo(-5);
        assertThat(setWatches(new SetWatchesRequest(0, List.of(), List.of(), List.of(), List.of(), withNull)))
                .isEqualTo(-5);
        assertThat(told.byWatcher).isEmpty();
        assertThat(table.watchCount()).isZero();
    }
}

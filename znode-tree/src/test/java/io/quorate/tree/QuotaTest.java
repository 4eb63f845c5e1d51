package io.quorate.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec: client-protocol §6.8. The expected texts were seen on a server of release 3.9.5. */
class QuotaTest {
    private DataTree tree = DataTree.fresh(1, TreeOptions.DEFAULT);
    private long zxid;

    private void apply(int type, Txn txn) {
        zxid++;
        tree = tree.apply(new TxnHeader(1, 1, zxid, zxid, type), txn).after();
    }

    private void create(String path, String data) {
        byte[] bytes = data == null ? null : data.getBytes(UTF_8);
        apply(OpCode.CREATE, new CreateTxn(path, bytes, Acl.OPEN, false, -1));
    }

    private void set(String path, String data) {
        apply(OpCode.SET_DATA, new SetDataTxn(path, data == null ? null : data.getBytes(UTF_8), 1));
    }

    private String stats(String path) {
        return new String(
                tree.find("/zookeeper/quota" + path + "/zookeeper_stats").data(), UTF_8);
    }

    private void createQuota(String path, String limits) {
        create("/zookeeper/quota" + path, null);
        create("/zookeeper/quota" + path + "/zookeeper_limits", limits);
        create("/zookeeper/quota" + path + "/zookeeper_stats", "count=0,bytes=0");
    }

    @Test
    void statsFollowTheSubtree() {
        create("/a", "xx");
        create("/a/b", "yyy");
        create("/a/b/c", "12345");
        createQuota("/a", "count=10,bytes=100");
        assertThat(stats("/a")).isEqualTo("count=3,bytes=10");
        create("/a/d", "4444");
        assertThat(stats("/a")).isEqualTo("count=4,bytes=14");
        set("/a/d", "55555");
        assertThat(stats("/a")).isEqualTo("count=4,bytes=15");
        apply(OpCode.DELETE, new DeleteTxn("/a/d"));
        assertThat(stats("/a")).isEqualTo("count=3,bytes=10");
        create("/a/nul", null);
        assertThat(stats("/a")).isEqualTo("count=4,bytes=10");
        set("/a/nul", "z");
        assertThat(stats("/a")).isEqualTo("count=4,bytes=11");
        set("/a/nul", null);
        assertThat(stats("/a")).isEqualTo("count=4,bytes=10");
    }

    @Test
    void onlyTheDataOfStatsIsMadeUp() {
        create("/a", "xx");
        createQuota("/a", "count=10,bytes=100");
        DataNode stats = tree.find("/zookeeper/quota/a/zookeeper_stats");
        create("/a/b", "yyy");
        DataNode later = tree.find("/zookeeper/quota/a/zookeeper_stats");
        assertThat(later.statPersisted()).isEqualTo(stats.statPersisted());
        assertThat(later.stat().dataLength()).isEqualTo("count=2,bytes=5".length());
        assertThat(later.acl()).isEqualTo(stats.acl());
        assertThat(new String(stats.data(), UTF_8)).isEqualTo("count=1,bytes=2");
    }

    @Test
    void aMissingSubjectHasNothing() {
        createQuota("/m", "count=3");
        assertThat(stats("/m")).isEqualTo("count=0,bytes=0");
        create("/m", "mm");
        create("/m/m", "mmm");
        assertThat(stats("/m")).isEqualTo("count=2,bytes=5");
    }

    @Test
    void otherNamesAreLeftAlone() {
        create("/zookeeper/quota/zookeeper_statsX", "keep");
        create("/zookeeper/quota/p", null);
        create("/zookeeper/quota/p/xzookeeper_stats", "keep");
        create("/zookeeper_stats", "keep");
        assertThat(tree.find("/zookeeper/quota/zookeeper_statsX").data()).isEqualTo("keep".getBytes(UTF_8));
        assertThat(tree.find("/zookeeper/quota/p/xzookeeper_stats").data()).isEqualTo("keep".getBytes(UTF_8));
        assertThat(tree.find("/zookeeper_stats").data()).isEqualTo("keep".getBytes(UTF_8));
    }

    @Test
    void snapshotsHoldWhatReadersSee() {
        create("/a", "xx");
        createQuota("/a", "count=10,bytes=100");
        StringBuilder seen = new StringBuilder();
        for (TreeCursor each = tree.cursor(); each.next(); ) {
            if (each.pathString().endsWith("/zookeeper_stats")) {
                seen.append(new String(each.node().data(), UTF_8));
            }
        }
        assertThat(seen).hasToString("count=1,bytes=2");
    }

    @Test
    void theDeepestQuotaCovers() {
        create("/a", "1");
        create("/a/b", "22");
        create("/a/b/c", "333");
        create("/ab", "4444");
        assertThat(tree.quotaFor("/a")).isNull();
        createQuota("/a", "count=10,bytes=100");
        createQuota("/a/b", "count=-1,bytes=5");
        QuotaLimits outer = new QuotaLimits(10, 100, -1, -1);
        QuotaLimits inner = new QuotaLimits(-1, 5, -1, -1);
        Quota a = new Quota("/a", outer, new QuotaUsage(3, 6));
        Quota ab = new Quota("/a/b", inner, new QuotaUsage(2, 5));
        assertThat(tree.quotaFor("/a")).isEqualTo(a);
        assertThat(tree.quotaFor("/a/x/y/z")).isEqualTo(a);
        assertThat(tree.quotaFor("/a/b")).isEqualTo(ab);
        assertThat(tree.quotaFor("/a/b/c/new")).isEqualTo(ab);
        assertThat(tree.quotaFor("/ab")).isNull();
        assertThat(tree.quotaFor("/")).isNull();
        assertThat(tree.quotaFor("/zookeeper/quota/a")).isNull();
        assertThat(tree.quotas()).containsExactly(a, ab);
        apply(OpCode.DELETE, new DeleteTxn("/zookeeper/quota/a/b/zookeeper_limits"));
        assertThat(tree.quotaFor("/a/b/c")).isEqualTo(a);
        create("/zookeeper/quota/a/zookeeper_limits/kid", null);
        assertThat(tree.quotaFor("/a/b/c")).isNull();
        assertThat(tree.quotas()).isEmpty();
    }

    @Test
    void theRootMayHaveAQuota() {
        create("/zookeeper/quota/zookeeper_limits", "count=9");
        create("/zookeeper/quota/zookeeper_stats", null);
        assertThat(tree.quotaFor("/any"))
                .isEqualTo(new Quota("/", new QuotaLimits(9, -1, -1, -1), new QuotaUsage(6, 7)));
        assertThat(stats("")).isEqualTo("count=6,bytes=7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count=10,bytes=100                                          |10|100|-1|-1",
                "count=-1,bytes=-1=;byteHardLimit=100;countHardLimit=200     |-1|-1|200|100",
                "count=1,bytes=2=;byteHardLimit=4;countHardLimit=3           |1|2|3|4",
                "bytes=7                                                     |-1|7|-1|-1",
                "count=x,bytes=                                              |-1|-1|-1|-1",
                "count,;;,bytes=5=6                                          |-1|5|-1|-1",
                "hello                                                       |-1|-1|-1|-1",
            })
    void limitsAreParsed(String text, long count, long bytes, long countHard, long bytesHard) {
        assertThat(QuotaLimits.parse(text.getBytes(UTF_8)))
                .isEqualTo(new QuotaLimits(count, bytes, countHard, bytesHard));
    }

    @Test
    void noDataIsNoLimit() {
        assertThat(QuotaLimits.parse(null)).isEqualTo(QuotaLimits.NONE);
        assertThat(QuotaLimits.parse(new byte[0])).isEqualTo(QuotaLimits.NONE);
    }
}

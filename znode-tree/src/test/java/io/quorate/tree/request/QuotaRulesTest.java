package io.quorate.tree.request;

import static io.quorate.tree.request.TestServer.create;
import static io.quorate.tree.request.TestServer.multi;
import static io.quorate.tree.request.TestServer.setData;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetDataRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of client-protocol §6.8 on enforcement. */
class QuotaRulesTest {
    private static final String STATS = "/zookeeper/quota/q/zookeeper_stats";

    private final TestServer server = TestServer.enforcingQuotas();

    private void limit(TestServer on, String path, int bytesHard, int countHard) {
        on.create("/zookeeper/quota" + path);
        assertThat(createWith(
                        on,
                        "/zookeeper/quota" + path + "/zookeeper_limits",
                        "count=1,bytes=1=;byteHardLimit=" + bytesHard + ";countHardLimit=" + countHard))
                .isZero();
    }

    private int createWith(TestServer on, String path, String data) {
        return on.err(OpCode.CREATE, create(path, data.getBytes(UTF_8), CreateFlags.PERSISTENT, Acl.OPEN));
    }

    @Test
    void s68_hardCountLimitCountsTheSubjectItself() {
        server.create("/q");
        limit(server, "/q", -1, 3);
        assertThat(server.create("/q/1")).isZero();
        assertThat(server.create("/q/2")).isZero();
        assertThat(server.create("/q/3")).isEqualTo(-125);
        assertThat(server.create("/q/1/x")).isEqualTo(-125);
        assertThat(server.create("/qq")).as("not below /q").isZero();
        assertThat(server.err(OpCode.SET_DATA, setData("/q/1", "more", -1))).isZero();
        assertThat(server.delete("/q/1")).isZero();
        assertThat(server.create("/q/3")).isZero();
    }

    @Test
    void s68_hardByteLimit() {
        server.create("/q");
        limit(server, "/q", 10, -1);
        assertThat(createWith(server, "/q/a", "12345678901")).isEqualTo(-125);
        assertThat(createWith(server, "/q/a", "1234567890")).isZero();
        assertThat(server.create("/q/b")).as("no bytes more").isZero();
        assertThat(createWith(server, "/q/c", "1")).isEqualTo(-125);
        assertThat(server.err(OpCode.SET_DATA, setData("/q/b", "1", -1))).isEqualTo(-125);
        assertThat(server.err(OpCode.SET_DATA, setData("/q/a", "x", -1))).isZero();
        assertThat(server.err(OpCode.SET_DATA, setData("/q", "123456789", -1))).isZero();
        assertThat(server.err(OpCode.SET_DATA, setData("/q", "1234567890", -1))).isEqualTo(-125);
    }

    @Test
    void s64_quotaBeforeVersionAndS61AfterEverything() {
        server.create("/q");
        limit(server, "/q", 1, 2);
        server.err(OpCode.CREATE, create("/q/e", CreateFlags.EPHEMERAL));
        assertThat(server.err(OpCode.SET_DATA, setData("/q", "12", 77))).isEqualTo(-125);
        assertThat(server.create("/q/e/x")).isEqualTo(-108);
        assertThat(server.create("/q/e")).isEqualTo(-110);
        assertThat(server.create("/q/x")).isEqualTo(-125);
    }

    @Test
    void s68_softLimitsRefuseNothing() {
        server.create("/q");
        limit(server, "/q", -1, -1);
        assertThat(createWith(server, "/q/a", "123")).isZero();
        assertThat(createWith(server, "/q/b", "123")).isZero();
    }

    @Test
    void s68_theDeepestLimitCounts() {
        server.create("/q");
        server.create("/q/r");
        limit(server, "/q", -1, 100);
        limit(server, "/q/r", -1, 2);
        assertThat(server.create("/q/r/1")).isZero();
        assertThat(server.create("/q/r/2")).isEqualTo(-125);
        assertThat(server.create("/q/1")).isZero();
        assertThat(server.delete("/zookeeper/quota/q/r/zookeeper_limits")).isZero();
        assertThat(server.create("/q/r/2")).isZero();
    }

    @Test
    void s68_notEnforcedUnlessConfigured() {
        TestServer lax = TestServer.standard();
        lax.create("/q");
        limit(lax, "/q", 1, 1);
        assertThat(createWith(lax, "/q/a", "123")).isZero();
        assertThat(lax.err(OpCode.SET_DATA, setData("/q", "123", -1))).isZero();
    }

    @Test
    void s68_divergence_whatAMultiFreesCanBeUsedByIt() {
        server.create("/q");
        limit(server, "/q", -1, 2);
        server.create("/q/a");
        assertThat(server.err(
                        OpCode.MULTI,
                        multi(
                                new Op(OpCode.DELETE, new DeleteRequest("/q/a", -1)),
                                new Op(OpCode.CREATE, create("/q/b", CreateFlags.PERSISTENT)))))
                .isZero();
        assertThat(server.err(
                        OpCode.MULTI,
                        multi(
                                new Op(OpCode.CREATE, create("/q/c", CreateFlags.PERSISTENT)),
                                new Op(OpCode.DELETE, new DeleteRequest("/q/b", -1)))))
                .isEqualTo(-125);
    }

    @Test
    void s68_divergence_unreadableLimitsLimitNothing() {
        server.create("/q");
        server.create("/zookeeper/quota/q");
        assertThat(createWith(server, "/zookeeper/quota/q/zookeeper_limits", "garbage"))
                .isZero();
        assertThat(server.create("/q/a")).isZero();
    }

    /** An Apache follower that applied it would end at the next change below the quota. */
    @ParameterizedTest
    @ValueSource(
            strings = {"count=x", "garbage", "", "count=1,bytes", "count=,bytes=1", "count=99999999999999999999,bytes=1"
            })
    void s68_divergence_nonsenseInStatsIsRefused(String text) {
        for (TestServer each : List.of(server, TestServer.standard())) {
            statsOf(each);
            assertThat(each.err(OpCode.SET_DATA, new SetDataRequest(STATS, text.getBytes(UTF_8), -1)))
                    .isEqualTo(-8);
            assertThat(each.err(OpCode.SET_DATA, new SetDataRequest(STATS, null, -1)))
                    .isEqualTo(-8);
            assertThat(each.err(
                            OpCode.MULTI,
                            multi(new Op(OpCode.SET_DATA, new SetDataRequest(STATS, text.getBytes(UTF_8), -1)))))
                    .isEqualTo(-8);
            byte[] same = text.getBytes(UTF_8);
            assertThat(each.err(OpCode.SET_DATA, new SetDataRequest("/zookeeper/quota/q", same, -1)))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"count=0,bytes=0", "count=-1,bytes=5=;byteHardLimit=-1;countHardLimit=7"})
    void s68_whatApacheWritesIntoStatsIsTaken(String text) {
        statsOf(server);
        assertThat(server.err(OpCode.SET_DATA, new SetDataRequest(STATS, text.getBytes(UTF_8), -1)))
                .isZero();
    }

    private static void statsOf(TestServer server) {
        server.create("/q");
        server.create("/zookeeper/quota/q");
        server.create(STATS);
    }
}

package io.quorate.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.ZooKeeper;
import io.quorate.testkit.TestingCluster;
import io.quorate.testkit.TestingServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(QuorateExtension.class)
class QuorateExtensionTest {
    @RegisterExtension
    static final QuorateExtension ENSEMBLE = QuorateExtension.ofEnsemble(3);

    @RegisterExtension
    final QuorateExtension fresh = QuorateExtension.ofServer();

    private static TestingServer before;

    @RepeatedTest(2)
    void aServerOfATestIsNewAndThatOfTheClassStays(TestingServer shared) throws Exception {
        try (ZooKeeper zk = ZooKeeper.builder(fresh.getConnectString()).connect()) {
            // Would be there already, were it the one of the test before.
            zk.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        }
        assertThat(before == null || before == shared).isTrue();
        before = shared;
        assertThat(fresh.getServer()).isNotSameAs(shared);
    }

    @Test
    void anEnsembleComesAsAParameterToo(TestingCluster cluster) throws Exception {
        assertThat(cluster).isSameAs(ENSEMBLE.getCluster());
        try (ZooKeeper zk = ZooKeeper.builder(ENSEMBLE.getConnectString()).connect()) {
            assertThat(zk.blocking().exists("/")).isPresent();
        }
        assertThatThrownBy(ENSEMBLE::getServer).isInstanceOf(IllegalStateException.class);
    }
}

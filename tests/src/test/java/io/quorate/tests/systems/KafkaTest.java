package io.quorate.tests.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka in ZooKeeper mode: two brokers, of which one is killed, too. */
@OnSystems
class KafkaTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private Program broker(int id, int port, Path directory, String connect) throws Exception {
        Path config = directory.resolve("broker" + id + ".properties");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "broker.id=" + id,
                        "listeners=PLAINTEXT://127.0.0.1:" + port,
                        "log.dirs=" + directory.resolve("data" + id),
                        "zookeeper.connect=" + connect,
                        "zookeeper.session.timeout.ms=10000",
                        "zookeeper.connection.timeout.ms=120000",
                        "offsets.topic.replication.factor=2",
                        "transaction.state.log.replication.factor=2",
                        "transaction.state.log.min.isr=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.num.partitions=4",
                        "group.initial.rebalance.delay.ms=0"));
        return sandbox.closing(
                Program.start("broker" + id, "kafka", directory, List.of("kafka.Kafka", config.toString())));
    }

    @Test
    void brokersGoOn() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        String connect = ensemble.connectString() + "/kafka";
        Path directory = sandbox.directory("kafka");
        int one = sandbox.freePort();
        int two = sandbox.freePort();
        Program first = broker(1, one, directory, connect);
        Program second = broker(2, two, directory, connect);
        Program traffic = sandbox.closing(
                Program.drive("traffic", "kafka", directory, "KafkaTraffic", "127.0.0.1:" + one + ",127.0.0.1:" + two));

        traffic.ask("topic first 4 2");
        assertThat(traffic.ask("produce first 500")).isEqualTo("500");
        traffic.ask("stream first");
        awaitMore(traffic, 200);

        Member leader = ensemble.leader();
        leader.kill();
        awaitMore(traffic, 500);
        // What needs ZooKeeper: a topic, its partitions' leaders, a group.
        traffic.ask("topic second 4 2");
        assertThat(traffic.ask("produce second 500")).isEqualTo("500");
        assertThat(traffic.ask("consume second 500")).isEqualTo("500");
        assertThat(first.isAlive()).isTrue();
        assertThat(second.isAlive()).isTrue();

        // A broker's session expires, and the other leads its partitions, be it that the controller was killed.
        first.kill();
        assertThat(traffic.ask("produce second 500")).isEqualTo("500");
        traffic.ask("topic third 2 1");
        leader.launch();
        ensemble.awaitServing();
        Program again = broker(1, one, directory, connect);
        awaitMore(traffic, 500);
        traffic.ask("brokers 2");
        traffic.ask("topic fourth 2 2");
        assertThat(traffic.ask("produce fourth 100")).isEqualTo("100");
        assertThat(again.isAlive()).isTrue();

        String acked = traffic.ask("stop");
        assertThat(traffic.ask("consume second 1000")).isEqualTo("1000");
        // All that was acknowledged, and perhaps some more.
        assertThat(traffic.ask("verify first")).isEqualTo("missing 0 of " + acked);
    }

    private static void awaitMore(Program traffic, int more) {
        long before = Long.parseLong(traffic.ask("count"));
        Await.until(
                more + " further records", Program.LIMIT, () -> Long.parseLong(traffic.ask("count")) >= before + more);
    }
}

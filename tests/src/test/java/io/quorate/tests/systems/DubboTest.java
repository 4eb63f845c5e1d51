package io.quorate.tests.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dubbo's registry: a consumer hears of providers that come and go. */
@OnSystems
class DubboTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aConsumerKnowsWhoProvides() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        Path directory = sandbox.directory("dubbo");
        Program consumer = process(directory, ensemble, "consumer");
        Program one = process(directory, ensemble, "provider1");
        Program two = process(directory, ensemble, "provider2");
        consumer.ask("subscribe");
        one.ask("register 20001");
        consumer.told("providers [20001]");

        ensemble.leader().kill();
        ensemble.leader();
        two.ask("register 20002");
        consumer.told("providers [20001, 20002]");
        one.kill();
        consumer.told("providers [20002]");
        two.ask("unregister 20002");
        consumer.told("providers []");
        assertThat(consumer.ask("available")).isEqualTo("true");
    }

    private Program process(Path directory, EnsembleProcess ensemble, String name) throws Exception {
        String[] servers = ensemble.connectString().split(",");
        return sandbox.closing(Program.drive(
                name,
                "dubbo",
                directory,
                "DubboRegistry",
                "zookeeper://" + servers[0] + "/?backup=" + servers[1] + "," + servers[2]
                        + "&zk.session.expire=10000&file.cache=false"));
    }
}

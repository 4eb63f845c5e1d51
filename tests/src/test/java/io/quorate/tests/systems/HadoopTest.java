package io.quorate.tests.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The elector of the HDFS failover controllers, in two processes. */
@OnSystems
class HadoopTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void thereIsOneActive() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        Path directory = sandbox.directory("hadoop");
        Program one = controller(directory, ensemble, "nn1");
        Program two = controller(directory, ensemble, "nn2");
        one.ask("parent");
        one.ask("join");
        one.told("active");
        two.ask("join");
        two.told("standby");
        assertThat(two.ask("active")).isEqualTo("nn1");

        Member leader = ensemble.leader();
        leader.kill();
        ensemble.leader();
        assertThat(two.ask("active")).isEqualTo("nn1");
        assertThat(two.hasTold("* active")).isFalse();
        assertThat(one.hasTold("* fatal")).isFalse();

        one.kill();
        two.told("fenced nn1");
        two.told("active");
        assertThat(two.ask("active")).isEqualTo("nn2");

        leader.launch();
        ensemble.awaitServing();
        Program again = controller(directory, ensemble, "nn3");
        again.ask("join");
        again.told("standby");
        two.ask("quit");
        again.told("active");
        // It went in an orderly way, and nobody has to be fenced.
        assertThat(again.hasTold("* fenced")).isFalse();
        assertThat(again.ask("active")).isEqualTo("nn3");
    }

    private Program controller(Path directory, EnsembleProcess ensemble, String name) throws Exception {
        return sandbox.closing(
                Program.drive(name, "hadoop", directory, "HadoopElector", ensemble.connectString(), "10000", name));
    }
}

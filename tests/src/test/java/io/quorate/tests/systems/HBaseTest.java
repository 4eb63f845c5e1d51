package io.quorate.tests.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What HBase does with ZooKeeper: its recoverable client, which does nothing twice, and its watcher. */
@OnSystems
class HBaseTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void nothingIsLostOrDoneTwice() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        Path directory = sandbox.directory("hbase");
        Program master = process(directory, ensemble, "master");
        Program server = process(directory, ensemble, "server");
        master.ask("create rs none");
        master.ask("create counter 0");
        master.ask("create sequence none");
        assertThat(master.ask("children rs")).isEqualTo("[]");
        assertThat(server.ask("ephemeral rs/server1 here")).isEqualTo("true");
        master.told("children /hbase/rs");
        assertThat(master.ask("watch rs/server1")).isEqualTo("true");

        server.begin("count counter 400");
        server.told("a quarter");
        Member first = ensemble.leader().kill();
        assertThat(server.answer("count")).isEqualTo("400");
        first.launch();
        ensemble.awaitServing();

        server.begin("sequence sequence 400");
        server.told("a quarter");
        ensemble.leader().kill();
        assertThat(server.answer("sequence")).isEqualTo("400");
        master.ask("multi together");
        assertThat(master.ask("watch together-b")).isEqualTo("true");
        assertThat(master.ask("get rs/server1")).isEqualTo("here");
        assertThat(master.ask("aborted")).isEqualTo("false");
        assertThat(server.ask("aborted")).isEqualTo("false");

        server.kill();
        master.told("deleted /hbase/rs/server1");
        assertThat(master.ask("children rs")).isEqualTo("[]");
    }

    private Program process(Path directory, EnsembleProcess ensemble, String name) throws Exception {
        return sandbox.closing(Program.drive(
                name,
                "hbase",
                directory,
                "HBaseCoordination",
                ensemble.connectString(),
                Integer.toString(ensemble.member(1).port()),
                "10000",
                name));
    }
}

package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of the tools, with a java that prints its arguments. */
class ToolScriptsTest extends ScriptFixture {
    @ParameterizedTest
    @CsvSource({
        "zkTxnLogToolkit.sh, io.quorate.cli.files.TxnLogToolkitMain",
        "zkSnapShotToolkit.sh, io.quorate.cli.files.SnapshotToolkitMain",
        "zkSnapshotComparer.sh, io.quorate.cli.files.SnapshotComparerMain",
        "zkSnapshotRecursiveSummaryToolkit.sh, io.quorate.cli.files.SnapshotSummaryMain",
        "zkBackup.sh, io.quorate.cli.backup.BackupMain"
    })
    void becomesItsProgram(String script, String main) throws IOException {
        // Empty, as ZOOKEEPER-4770 has it: no empty word may reach java.
        environment.put("JVMFLAGS", "");
        environment.put("CLIENT_JVMFLAGS", "  ");
        Run run = run(script, "-x", "two words");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lines())
                .contains("-Dquorate.terminal=false", "-Xmx1000m")
                .doesNotContain("")
                .endsWith(main, "-x", "two words");
    }

    @Test
    void flagsOfTheUserCountBeforeOurs() throws IOException {
        environment.put("CLIENT_JVMFLAGS", "-Xmx2g -Da=b");
        environment.put("JVMFLAGS", "-XX:+UseParallelGC");
        List<String> words = run("zkBackup.sh", "list").lines();
        assertThat(words)
                .contains("-Xmx2g", "-Da=b", "-XX:+UseParallelGC")
                .doesNotContain("-Xmx1000m", "-XX:+UseSerialGC");
    }

    @Test
    void theOldToolsTellTheirUseToo() throws IOException {
        for (String script : List.of("zkCleanup.sh", "zkServer-initialize.sh")) {
            for (String option : List.of("-h", "--help")) {
                Run run = run(script, option);
                assertThat(run.exit()).as(script).isZero();
                assertThat(run.out()).startsWith("Usage: ").contains(script, "Exit codes:");
            }
        }
    }
}

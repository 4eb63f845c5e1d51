package io.quorate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeMainTest {
    @TempDir
    Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return PurgeMain.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void keepsTheNewestSnapshots() throws IOException {
        Path data = temp.resolve("data");
        Path logs = temp.resolve("logs");
        DataDirs dirs = DataDirs.open(new NioDisk(), data, logs, true);
        FileSnap snapshots = new FileSnap(new NioDisk(), dirs, SnapOptions.DEFAULT);
        DataTree tree = DataTree.fresh(1, TreeOptions.DEFAULT);
        for (long zxid = 1; zxid <= 5; zxid++) {
            snapshots.save(tree.withZxid(zxid));
        }
        for (int zxid = 1; zxid <= 5; zxid++) {
            Files.createFile(dirs.logDir().resolve("log." + zxid));
        }
        assertThat(run(data.toString(), logs.toString(), "3")).isZero();
        assertThat(dirs.snapDir().toFile().list()).containsExactlyInAnyOrder("snapshot.3", "snapshot.4", "snapshot.5");
        assertThat(dirs.logDir().toFile().list()).containsExactlyInAnyOrder("log.3", "log.4", "log.5");
        assertThat(out.toString(UTF_8)).contains("Removed " + dirs.snapDir().resolve("snapshot.1"), "Removed 4 files");
    }

    @Test
    void saysWhyItDidNothing() throws IOException {
        assertThat(run(temp + "/none", temp + "/none", "3")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains(temp + "/none");
        assertThat(temp.toFile().list()).isEmpty();
        assertThat(run("1", "2")).isEqualTo(1);
        Files.createDirectory(temp.resolve("version-2"));
        assertThat(run(temp.toString(), temp.toString(), "2")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("expected: >= 3");
    }
}
